-- 2026-11-22. What a restart must not forget about sources: notices still to be told, tries at an entry's page, and
-- what an entry said when it was last looked at.

ALTER TABLE source ADD COLUMN notice TEXT CHECK (notice IN ('failing', 'well'));  -- what moderators are still to be told
ALTER TABLE source ADD COLUMN notice_at INTEGER;                    -- when it came up; its message is known by that
ALTER TABLE source ADD COLUMN notice_tried INTEGER NOT NULL DEFAULT 0 CHECK (notice_tried IN (0, 1));  -- 1: perhaps told
CREATE INDEX source_notice ON source (source_id) WHERE notice IS NOT NULL;

ALTER TABLE feed_item ADD COLUMN text_hash BLOB CHECK (length(text_hash) = 32);   -- SHA-256 of the whole text in the feed
ALTER TABLE feed_item ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;              -- how often that text has changed

-- Tries at the pages of entries that could not be fetched and are not given up yet.
CREATE TABLE feed_attempt (
    source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    identity TEXT NOT NULL CHECK (length(identity) <= 512),
    attempts INTEGER NOT NULL,
    tried_at INTEGER NOT NULL,
    PRIMARY KEY (source_id, identity)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_attempt_tried ON feed_attempt (tried_at);
