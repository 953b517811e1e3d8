-- 2026-11-21. Digests, what is new to them, and their deliveries.

-- A standing order: of a channel (digest), or of one member (follow).
CREATE TABLE digest (
    digest_id INTEGER PRIMARY KEY AUTOINCREMENT,
    library_id INTEGER NOT NULL REFERENCES library ON DELETE CASCADE,
    seed TEXT NOT NULL DEFAULT (lower(hex(randomblob(8)))),  -- nonces are made from it, in copies of this file the same
    user_id INTEGER,                             -- of a follow: whose it is; NULL: a digest
    channel_id INTEGER,                          -- NULL: direct messages of a follow
    calendar TEXT NOT NULL,                      -- JSON: how often, on which days, at what local time, in which IANA zone
    filter TEXT NOT NULL,                        -- JSON
    options TEXT NOT NULL,                       -- JSON: role to mention, length, quiet hours, say when nothing is new
    at_once INTEGER NOT NULL CHECK (at_once IN (0, 1)),    -- due whenever something is new; else by next_at
    state TEXT NOT NULL CHECK (state IN ('draft', 'active', 'paused', 'removed')),  -- draft: shown, not yet confirmed
    reason TEXT,                                 -- one plain sentence: why the bot paused it, or what it skipped
    notice TEXT,                                 -- a sentence that the moderators are still to be told, once
    next_at INTEGER,                             -- a memory of what the calendar says; NULL: none, or at once
    last_at INTEGER NOT NULL,                    -- occurrences up to here are done with
    since_news INTEGER NOT NULL,                 -- news after this are new to it
    created_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE INDEX digest_due ON digest (next_at) WHERE state = 'active' AND at_once = 0 AND next_at IS NOT NULL;
CREATE INDEX digest_at_once ON digest (library_id, since_news) WHERE state = 'active' AND at_once = 1;
CREATE INDEX digest_library ON digest (library_id, digest_id);
CREATE INDEX digest_notice ON digest (digest_id) WHERE notice IS NOT NULL;

-- Events and articles in the order in which they were filed. The order does not go by the clock, which people set
-- back; a number never comes twice.
CREATE TABLE news (
    news_id INTEGER PRIMARY KEY AUTOINCREMENT,
    library_id INTEGER NOT NULL REFERENCES library ON DELETE CASCADE,
    event_id INTEGER REFERENCES event ON DELETE CASCADE,
    article_id INTEGER REFERENCES article ON DELETE CASCADE,
    filed_at INTEGER NOT NULL,
    CHECK ((event_id IS NULL) <> (article_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX news_event ON news (event_id) WHERE event_id IS NOT NULL;
CREATE UNIQUE INDEX news_article ON news (article_id, library_id) WHERE article_id IS NOT NULL;
CREATE INDEX news_library ON news (library_id, news_id);

-- A library without a digest keeps no list: a digest begins with what comes after it was made.
CREATE TRIGGER event_is_news AFTER INSERT ON event
WHEN NEW.kind IN ('meeting', 'agreement', 'figure')
    AND EXISTS (SELECT 1 FROM digest WHERE library_id = NEW.library_id AND state IN ('active', 'paused'))
BEGIN
    INSERT INTO news (library_id, event_id, filed_at) VALUES (NEW.library_id, NEW.event_id, NEW.filed_at);
END;
CREATE TRIGGER article_is_news AFTER UPDATE OF filed ON shelf
WHEN NEW.filed = 1 AND OLD.filed = 0 AND NEW.baseline = 0
    AND EXISTS (SELECT 1 FROM digest WHERE library_id = NEW.library_id AND state IN ('active', 'paused'))
BEGIN
    INSERT OR IGNORE INTO news (library_id, article_id, filed_at)
    VALUES (NEW.library_id, NEW.article_id, NEW.shelved_at);
END;

-- One row for each digest and local date (or hour, or batch of news): whatever the clock does, it can't come twice.
CREATE TABLE occurrence (
    digest_id INTEGER NOT NULL REFERENCES digest ON DELETE CASCADE,
    key TEXT NOT NULL,                           -- local date; date and hour in UTC; "news <id>"; "by hand <id>"
    result TEXT NOT NULL CHECK (result IN ('composed', 'nothing', 'skipped')),
    from_news INTEGER NOT NULL,                  -- news after this, up to until_news, were looked at
    until_news INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (digest_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery (
    delivery_id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest_id INTEGER NOT NULL REFERENCES digest ON DELETE CASCADE,
    occurrence TEXT NOT NULL,
    part INTEGER NOT NULL,                       -- a long digest goes on in further messages
    channel_id INTEGER,                          -- NULL: direct messages
    payload TEXT NOT NULL,                       -- JSON: what it says, by ids; every sentence is compared again when sent
    nonce TEXT NOT NULL UNIQUE,                  -- Discord drops a second message with it for minutes; its buttons carry it
    -- unknown: Discord may have it and its history can't be read, so it is not sent again
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'refused', 'unknown')),
    reason TEXT,                                 -- one plain sentence where it is neither sent nor simply waiting
    message_id INTEGER,
    thread_id INTEGER,                           -- where further parts go, if not to the channel
    attempts INTEGER NOT NULL DEFAULT 0,
    doubtful INTEGER NOT NULL CHECK (doubtful IN (0, 1)),  -- 1: may be there already; the history is asked before sending
    tried_at INTEGER,
    try_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    done_at INTEGER,
    UNIQUE (digest_id, occurrence, part)
) STRICT;
CREATE INDEX delivery_pending ON delivery (due_at, delivery_id) WHERE state = 'pending';
CREATE INDEX delivery_done ON delivery (done_at) WHERE done_at IS NOT NULL;

-- What a channel has been told: the same event or article can't be posted there twice by the same digest.
CREATE TABLE delivery_item (
    item_id INTEGER PRIMARY KEY,
    delivery_id INTEGER NOT NULL REFERENCES delivery ON DELETE CASCADE,
    digest_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,                 -- 0: direct messages
    event_id INTEGER REFERENCES event ON DELETE CASCADE,
    article_id INTEGER REFERENCES article ON DELETE CASCADE,
    shown INTEGER NOT NULL CHECK (shown IN (0, 1)),        -- 0: counted in "and 12 more"
    UNIQUE (digest_id, channel_id, event_id),
    UNIQUE (digest_id, channel_id, article_id)
) STRICT;
CREATE INDEX delivery_item_delivery ON delivery_item (delivery_id);
CREATE INDEX delivery_item_event ON delivery_item (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX delivery_item_article ON delivery_item (article_id) WHERE article_id IS NOT NULL;

-- The facts a channel has been told, by their sentences: a page that changed, or is read again by a better reader, is
-- filed as new events, which must not be told again.
CREATE TABLE told (
    digest_id INTEGER NOT NULL REFERENCES digest ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    mark TEXT NOT NULL,                          -- hash of the kind and best sentence of one report, in hex
    delivery_id INTEGER NOT NULL REFERENCES delivery ON DELETE CASCADE,
    PRIMARY KEY (digest_id, channel_id, mark)
) STRICT, WITHOUT ROWID;
CREATE INDEX told_delivery ON told (delivery_id);
