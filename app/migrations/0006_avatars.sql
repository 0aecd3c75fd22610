-- The id of a member's picture among the stored files.
ALTER TABLE members ADD COLUMN avatar TEXT;
