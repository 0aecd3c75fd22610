-- What a page of the catalogue is found by, so that it costs the same however many books there are. Triggers keep all of it.

-- The shelves on which a book stands: that of all books, which is called '', and that of its genre.
CREATE TABLE shelved (
    shelf TEXT NOT NULL,
    book INTEGER NOT NULL,
    PRIMARY KEY (shelf, book)
) STRICT, WITHOUT ROWID;

-- How many books stand on each shelf.
CREATE TABLE shelves (
    name TEXT PRIMARY KEY,
    books INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The first book of each page of 24.
CREATE TABLE shelf_pages (
    shelf TEXT NOT NULL,
    page INTEGER NOT NULL,
    first_book INTEGER NOT NULL,
    PRIMARY KEY (shelf, page)
) STRICT, WITHOUT ROWID;

CREATE INDEX shelf_pages_by_book ON shelf_pages (shelf, first_book);

CREATE TRIGGER shelved_added AFTER INSERT ON shelved
BEGIN
    INSERT INTO shelves (name, books) VALUES (NEW.shelf, 1) ON CONFLICT (name) DO UPDATE SET books = books + 1;
    -- Pages behind the book begin one book earlier.
    UPDATE shelf_pages
    SET first_book = (SELECT max(book) FROM shelved WHERE shelf = NEW.shelf AND book < first_book)
    WHERE shelf = NEW.shelf AND first_book > NEW.book;
    -- The last book has a page of its own when all before it are full.
    INSERT INTO shelf_pages (shelf, page, first_book)
    SELECT name, books / 24 + 1, (SELECT max(book) FROM shelved WHERE shelf = NEW.shelf)
    FROM shelves WHERE name = NEW.shelf AND books % 24 = 1;
END;

CREATE TRIGGER shelved_removed AFTER DELETE ON shelved
BEGIN
    UPDATE shelves SET books = books - 1 WHERE name = OLD.shelf;
    DELETE FROM shelf_pages
    WHERE shelf = OLD.shelf AND page > (SELECT (books + 23) / 24 FROM shelves WHERE name = OLD.shelf);
    -- Pages behind the book, and the one that began with it, begin one book later.
    UPDATE shelf_pages
    SET first_book = (SELECT min(book) FROM shelved WHERE shelf = OLD.shelf AND book > first_book)
    WHERE shelf = OLD.shelf AND first_book >= OLD.book;
    DELETE FROM shelves WHERE name = OLD.shelf AND books = 0;
END;

CREATE TRIGGER books_added AFTER INSERT ON books
BEGIN
    INSERT INTO shelved (shelf, book) VALUES ('', NEW.id), (NEW.genre, NEW.id);
END;

CREATE TRIGGER books_removed AFTER DELETE ON books
BEGIN
    DELETE FROM shelved WHERE book = OLD.id AND shelf IN ('', OLD.genre);
END;

CREATE TRIGGER books_moved AFTER UPDATE OF genre ON books WHEN NEW.genre <> OLD.genre
BEGIN
    DELETE FROM shelved WHERE book = NEW.id AND shelf = OLD.genre;
    INSERT INTO shelved (shelf, book) VALUES (NEW.genre, NEW.id);
END;

CREATE TRIGGER books_numbered BEFORE UPDATE OF id ON books WHEN NEW.id <> OLD.id
BEGIN
    SELECT raise(ABORT, 'a book keeps its id');
END;

INSERT INTO shelved (shelf, book) SELECT '', id FROM books ORDER BY id;
INSERT INTO shelved (shelf, book) SELECT genre, id FROM books ORDER BY id;
DROP INDEX books_by_genre;

-- The words that are searched. Accents and case are gone from `searched`, and each sign in it stands alone, so that a sign
-- is a word here as well.
CREATE VIRTUAL TABLE books_searched USING fts5 (
    searched,
    content = 'books',
    content_rowid = 'id',
    columnsize = 0,
    prefix = '1 2 3',
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
);

-- The server fills it in anew when it starts.
UPDATE books SET searched = '';
CREATE INDEX books_unsearched ON books (id) WHERE searched = '';

CREATE TRIGGER books_renamed AFTER UPDATE OF title, author ON books
BEGIN
    UPDATE books SET searched = '' WHERE id = NEW.id;
END;

CREATE TRIGGER books_searched_changed AFTER UPDATE OF searched ON books
BEGIN
    INSERT INTO books_searched (books_searched, rowid, searched)
    SELECT 'delete', OLD.id, OLD.searched WHERE OLD.searched <> '';
    INSERT INTO books_searched (rowid, searched) SELECT NEW.id, NEW.searched WHERE NEW.searched <> '';
END;

CREATE TRIGGER books_searched_added AFTER INSERT ON books WHEN NEW.searched <> ''
BEGIN
    INSERT INTO books_searched (rowid, searched) VALUES (NEW.id, NEW.searched);
END;

CREATE TRIGGER books_searched_removed AFTER DELETE ON books WHEN OLD.searched <> ''
BEGIN
    INSERT INTO books_searched (books_searched, rowid, searched) VALUES ('delete', OLD.id, OLD.searched);
END;
