-- Title and author as they are searched: small letters without accents. Filled by the server, which knows how.
ALTER TABLE books ADD COLUMN searched TEXT NOT NULL DEFAULT '';
