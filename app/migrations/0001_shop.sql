CREATE TABLE books (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    year INTEGER NOT NULL,
    language TEXT NOT NULL,
    genre TEXT NOT NULL,
    price_cents INTEGER NOT NULL CHECK (price_cents >= 0),
    stock INTEGER NOT NULL CHECK (stock >= 0),
    description TEXT NOT NULL
) STRICT;

CREATE INDEX books_by_genre ON books (genre, id);

-- A shopper is known by a hash of the session cookie; the cookie itself is stored nowhere.
CREATE TABLE cart_lines (
    shopper TEXT NOT NULL,
    book INTEGER NOT NULL REFERENCES books (id) ON DELETE CASCADE,
    quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 99),
    added_at INTEGER NOT NULL DEFAULT (unixepoch('subsec') * 1000),
    PRIMARY KEY (shopper, book)
) STRICT, WITHOUT ROWID;
