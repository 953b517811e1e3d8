-- 2026-11-22. Numbers of entries and digests that count within one library, so that they tell nothing of others; what
-- was withdrawn stays so when its article is read again.

ALTER TABLE library ADD COLUMN last_entry INTEGER NOT NULL DEFAULT 0;   -- number given last; never given again
ALTER TABLE library ADD COLUMN last_digest INTEGER NOT NULL DEFAULT 0;

ALTER TABLE event ADD COLUMN number INTEGER;   -- as people see and type it
UPDATE event SET number = counted.number FROM
    (SELECT event_id, row_number() OVER (PARTITION BY library_id ORDER BY event_id) AS number FROM event) AS counted
    WHERE counted.event_id = event.event_id;
UPDATE library SET last_entry = (SELECT count(*) FROM event WHERE event.library_id = library.library_id);
CREATE UNIQUE INDEX event_number ON event (library_id, number);
CREATE TRIGGER event_is_numbered AFTER INSERT ON event WHEN NEW.number IS NULL BEGIN
    UPDATE library SET last_entry = last_entry + 1 WHERE library_id = NEW.library_id;
    UPDATE event SET number = (SELECT last_entry FROM library WHERE library_id = NEW.library_id)
        WHERE event_id = NEW.event_id;
END;

ALTER TABLE digest ADD COLUMN number INTEGER;  -- the same; NULL: a follow, which only its member sees
UPDATE digest SET number = counted.number FROM
    (SELECT digest_id, row_number() OVER (PARTITION BY library_id ORDER BY digest_id) AS number FROM digest
        WHERE user_id IS NULL) AS counted
    WHERE counted.digest_id = digest.digest_id;
UPDATE library SET last_digest =
    (SELECT count(*) FROM digest WHERE digest.library_id = library.library_id AND user_id IS NULL);
CREATE UNIQUE INDEX digest_number ON digest (library_id, number);
CREATE TRIGGER digest_is_numbered AFTER INSERT ON digest WHEN NEW.user_id IS NULL AND NEW.number IS NULL BEGIN
    UPDATE library SET last_digest = last_digest + 1 WHERE library_id = NEW.library_id;
    UPDATE digest SET number = (SELECT last_digest FROM library WHERE library_id = NEW.library_id)
        WHERE digest_id = NEW.digest_id;
END;

CREATE INDEX event_withdrawn ON event (library_id, number) WHERE withdrawn = 1;

-- Facts that moderators withdrew, by what they say: an article that is read again is filed as new events.
CREATE TABLE withdrawn_fact (
    library_id INTEGER NOT NULL REFERENCES library ON DELETE CASCADE,
    mark TEXT NOT NULL,                          -- hash of kind, sentence and who or what it is about, in hex
    PRIMARY KEY (library_id, mark)
) STRICT, WITHOUT ROWID;

-- Two reports that a moderator took apart (filing never joins them again) or put together (filing always does).
ALTER TABLE report_apart RENAME TO report_ruling;
ALTER TABLE report_ruling ADD COLUMN together INTEGER NOT NULL DEFAULT 0 CHECK (together IN (0, 1));

-- A person who asked to be forgotten is found by these.
CREATE INDEX audit_actor ON audit (actor) WHERE actor > 0;
CREATE INDEX mistake_reporter ON mistake (reporter) WHERE reporter > 0;
