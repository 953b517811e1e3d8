-- 2026-11-21. What the buttons under an answer ask again, servers that sent the bot away, and small facts about this
-- installation.

-- A button's own text holds at most 100 characters, so it carries a short key of the question it continues.
CREATE TABLE answer (
    library_id INTEGER NOT NULL REFERENCES library ON DELETE CASCADE,
    answer_key TEXT NOT NULL CHECK (length(answer_key) BETWEEN 8 AND 32),
    asked TEXT NOT NULL,                         -- JSON: the command and its options as typed
    asked_at INTEGER NOT NULL,                   -- last time; old ones are removed
    PRIMARY KEY (library_id, answer_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_asked ON answer (asked_at);

-- Servers that the bot is no longer in; their libraries are deleted some time later, unless it comes back.
CREATE TABLE departure (
    library_id INTEGER PRIMARY KEY REFERENCES library ON DELETE CASCADE,
    left_at INTEGER NOT NULL
) STRICT;

-- One value per name: which commands were last sent to Discord, and for whom.
CREATE TABLE installation (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
