-- Tokens that signing in or out has replaced. What is still on its way with one of them begins no session of its own.
CREATE TABLE past_sessions (
    token TEXT PRIMARY KEY,
    ended_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
