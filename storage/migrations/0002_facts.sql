-- 2026-11-21. Reports with their quotes; events, parties and the links that carry the key of the question.
-- Days are whole days since 1970-01-01. Times are epoch seconds UTC and end in _at.

-- One fact as one article tells it. Reports belong to the article, whoever can see it.
CREATE TABLE report (
    report_id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('meeting', 'agreement', 'figure', 'person', 'statement')),
    ordinal INTEGER NOT NULL,                    -- place among the article's facts
    fields TEXT NOT NULL,                        -- JSON: the fields of the fact without its quotes
    UNIQUE (article_id, ordinal)
) STRICT;

CREATE TABLE quote (
    report_id INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,                    -- 0 is the best
    start INTEGER NOT NULL CHECK (start >= 0),   -- code points into the article's text
    end INTEGER NOT NULL CHECK (end > start),
    text TEXT NOT NULL,
    PRIMARY KEY (report_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER quote_is_in_its_article BEFORE INSERT ON quote
WHEN NEW.text IS NOT (
    SELECT substr(article.text, NEW.start + 1, NEW.end - NEW.start)
    FROM report JOIN article USING (article_id) WHERE report.report_id = NEW.report_id
)
BEGIN
    SELECT RAISE(ABORT, 'the quote is not in its article');
END;
CREATE TRIGGER quote_never_changes BEFORE UPDATE ON quote
BEGIN
    SELECT RAISE(ABORT, 'a quote never changes');
END;

-- Events belong to one library: a private report can then never join, split or hint at anything elsewhere.
-- A row holds keys only; what is shown is composed from the reports.
CREATE TABLE event (
    event_id INTEGER PRIMARY KEY,
    library_id INTEGER NOT NULL REFERENCES library ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('meeting', 'agreement', 'figure', 'person', 'statement')),
    day INTEGER NOT NULL,                        -- first day of the event, else of the first publication
    last_day INTEGER NOT NULL CHECK (last_day >= day),
    status TEXT,                                 -- as composed from the reports
    mark TEXT,                                   -- of a figure: unit and value, to find the same number again
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    filed_at INTEGER NOT NULL                    -- when its first report came: what digests go by
) STRICT;
CREATE INDEX event_day ON event (library_id, kind, day, event_id) WHERE withdrawn = 0;
CREATE INDEX event_status ON event (library_id, kind, status, day, event_id) WHERE withdrawn = 0;
CREATE INDEX event_filed ON event (library_id, filed_at, event_id);
CREATE INDEX event_mark ON event (library_id, mark) WHERE mark IS NOT NULL;

CREATE TABLE event_report (
    event_id INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    report_id INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
    parties TEXT NOT NULL,                       -- JSON: ids of the parties this report names, in its order
    filed_at INTEGER NOT NULL,
    PRIMARY KEY (event_id, report_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_report_report ON event_report (report_id);

-- Who takes part, one row for each person, country and body of a library.
CREATE TABLE party (
    party_id INTEGER PRIMARY KEY,
    library_id INTEGER NOT NULL REFERENCES library ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'country', 'body')),
    key TEXT NOT NULL,                           -- folded name; namesakes of other sides get the side added
    name TEXT NOT NULL,                          -- as shown
    side TEXT,                                   -- country or body a person acts for, as first reported
    roles TEXT NOT NULL DEFAULT '[]',            -- JSON: offices as reported, at most eight
    uses INTEGER NOT NULL DEFAULT 0,             -- events it takes part in
    UNIQUE (library_id, kind, key)
) STRICT;

-- Every spelling a party was reported by, folded.
CREATE TABLE party_spelling (
    library_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    party_id INTEGER NOT NULL REFERENCES party ON DELETE CASCADE,
    PRIMARY KEY (library_id, key, party_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX party_spelling_party ON party_spelling (party_id);

-- The three links carry library, kind and day, so that a question is one walk along an index, newest first.
CREATE TABLE event_party (
    library_id INTEGER NOT NULL,
    party_id INTEGER NOT NULL REFERENCES party ON DELETE CASCADE,
    kind TEXT NOT NULL,
    day INTEGER NOT NULL,
    event_id INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('party', 'side')),  -- side: a person acted for it
    PRIMARY KEY (library_id, party_id, kind, day, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_party_event ON event_party (event_id, party_id);

CREATE TABLE event_place (
    library_id INTEGER NOT NULL,
    place TEXT NOT NULL,                         -- folded: the venue, the city and the country it lies in, a row each
    kind TEXT NOT NULL,
    day INTEGER NOT NULL,
    event_id INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    PRIMARY KEY (library_id, place, kind, day, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_place_event ON event_place (event_id, place);

CREATE TABLE event_word (
    library_id INTEGER NOT NULL,
    word TEXT NOT NULL,                          -- stem of a word of the subject, measure or quote
    kind TEXT NOT NULL,
    day INTEGER NOT NULL,
    event_id INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    PRIMARY KEY (library_id, word, kind, day, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_word_event ON event_word (event_id, word);

-- What completes while typing: names of parties, places, and what agreements and figures are about.
CREATE TABLE term (
    term_id INTEGER PRIMARY KEY,
    library_id INTEGER NOT NULL REFERENCES library ON DELETE CASCADE,
    what TEXT NOT NULL CHECK (what IN ('who', 'place', 'about')),
    party_id INTEGER REFERENCES party ON DELETE CASCADE,  -- of a "who"
    key TEXT NOT NULL,                           -- folded name
    name TEXT NOT NULL,                          -- as shown
    words TEXT NOT NULL,                         -- folded words of the name and its other spellings, single spaces
    uses INTEGER NOT NULL DEFAULT 0,
    UNIQUE (library_id, what, key)
) STRICT;
CREATE INDEX term_rank ON term (library_id, what, uses DESC, term_id);
CREATE INDEX term_party ON term (party_id) WHERE party_id IS NOT NULL;

CREATE TABLE term_word (
    library_id INTEGER NOT NULL,
    what TEXT NOT NULL,
    word TEXT NOT NULL,
    term_id INTEGER NOT NULL REFERENCES term ON DELETE CASCADE,
    PRIMARY KEY (library_id, what, word, term_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX term_word_term ON term_word (term_id, word);

-- Each word without one of its letters. A word typed with one wrong, missing, extra or swapped letter shares such a
-- form with the right word, so a handful of point look-ups finds it among any number of words.
CREATE TABLE term_typo (
    library_id INTEGER NOT NULL REFERENCES library ON DELETE CASCADE,
    what TEXT NOT NULL,
    form TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (library_id, what, form, word)
) STRICT, WITHOUT ROWID;

-- What moderators put right. The quote itself can't be changed.
CREATE TABLE correction (
    event_id INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    field TEXT NOT NULL,
    value TEXT,                                  -- NULL: the field is empty
    corrected_at INTEGER NOT NULL,
    PRIMARY KEY (event_id, field)
) STRICT, WITHOUT ROWID;

-- Pairs of reports that a moderator took apart; filing never joins them again.
CREATE TABLE report_apart (
    library_id INTEGER NOT NULL REFERENCES library ON DELETE CASCADE,
    report_id INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
    other_id INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
    PRIMARY KEY (library_id, report_id, other_id)
) STRICT, WITHOUT ROWID;

-- "Report a mistake": the moderators' queue.
CREATE TABLE mistake (
    mistake_id INTEGER PRIMARY KEY,
    library_id INTEGER NOT NULL REFERENCES library ON DELETE CASCADE,
    event_id INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    reporter INTEGER NOT NULL,                   -- Discord user id; 0 is the terminal
    words TEXT NOT NULL,
    reported_at INTEGER NOT NULL,
    settled_at INTEGER
) STRICT;
CREATE INDEX mistake_open ON mistake (library_id, mistake_id) WHERE settled_at IS NULL;
