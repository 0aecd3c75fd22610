-- Who likes which book.
CREATE TABLE likes (
    book INTEGER NOT NULL REFERENCES books (id) ON DELETE CASCADE,
    shopper TEXT NOT NULL,
    PRIMARY KEY (book, shopper)
) STRICT, WITHOUT ROWID;

CREATE INDEX likes_by_shopper ON likes (shopper);
