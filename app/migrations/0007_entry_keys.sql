-- An entry is named by the intent that made it, so that its row is the same before and after the server has answered.
ALTER TABLE entries ADD COLUMN key TEXT NOT NULL DEFAULT '';
UPDATE entries SET key = 'entry-' || id;
CREATE INDEX entries_by_key ON entries (shopper, key);
