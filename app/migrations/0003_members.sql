CREATE TABLE members (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- An address is ASCII, so this is every case of it.
    email TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name TEXT NOT NULL,
    bio TEXT NOT NULL DEFAULT '',
    -- Salt, cost and hash, as a PHC string.
    password TEXT NOT NULL,
    created_at INTEGER NOT NULL DEFAULT (unixepoch('subsec') * 1000)
) STRICT;

-- Who holds a session cookie: a member, or a visitor without a name. Only a hash of the cookie is known. Times are
-- seconds since 1970.
CREATE TABLE sessions (
    token TEXT PRIMARY KEY,
    member INTEGER REFERENCES members (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_end ON sessions (expires_at);

-- A line of a cart belongs to a session by its token, or to a member as `member:7`. Whoever has a cart keeps it.
INSERT INTO sessions (token, member, created_at, seen_at, expires_at)
SELECT DISTINCT shopper, NULL, unixepoch(), unixepoch(), unixepoch() + 30 * 24 * 60 * 60 FROM cart_lines;
