-- What was taken out of a cart or off a list can be put back for a while, as it was and where it was.
CREATE TABLE removed_lines (
    shopper TEXT NOT NULL,
    book INTEGER NOT NULL REFERENCES books (id) ON DELETE CASCADE,
    quantity INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    removed_at INTEGER NOT NULL DEFAULT (unixepoch('subsec') * 1000),
    PRIMARY KEY (shopper, book)
) STRICT, WITHOUT ROWID;

CREATE INDEX removed_lines_by_time ON removed_lines (removed_at);

ALTER TABLE entries ADD COLUMN deleted_at INTEGER;
CREATE INDEX deleted_entries ON entries (deleted_at) WHERE deleted_at IS NOT NULL;
