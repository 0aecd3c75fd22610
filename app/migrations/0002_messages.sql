CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    message TEXT NOT NULL,
    sent_at INTEGER NOT NULL DEFAULT (unixepoch('subsec') * 1000)
) STRICT;
