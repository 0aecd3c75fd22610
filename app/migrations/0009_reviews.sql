-- What members say of books, each of a book once.
CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    book INTEGER NOT NULL REFERENCES books (id) ON DELETE CASCADE,
    member INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    text TEXT NOT NULL,
    written_at INTEGER NOT NULL DEFAULT (unixepoch('subsec') * 1000),
    UNIQUE (member, book)
) STRICT;

CREATE INDEX reviews_by_book ON reviews (book, id);
-- Number and average are read from this alone.
CREATE INDEX reviews_by_stars ON reviews (book, stars);
