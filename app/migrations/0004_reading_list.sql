-- A shopper's reading list, in the order in which it was written.
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    shopper TEXT NOT NULL,
    text TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1))
) STRICT;

CREATE INDEX entries_by_shopper ON entries (shopper, id);
