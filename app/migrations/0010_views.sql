-- How often a book was seen. One row for each book, however often that is.
CREATE TABLE views (
    book INTEGER PRIMARY KEY REFERENCES books (id) ON DELETE CASCADE,
    seen INTEGER NOT NULL
) STRICT;
