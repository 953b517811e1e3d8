-- 2026-11-22. What moderators decided about a fact follows what the fact says: when its article is read again, its
-- report has a new id, and its entry may be a new one.

-- A fact that was decided about, as one article tells it.
CREATE TABLE ruled_report (
    ruled_id INTEGER PRIMARY KEY,
    library_id INTEGER NOT NULL REFERENCES library ON DELETE CASCADE,
    article_id INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    kind TEXT NOT NULL,
    sentence TEXT NOT NULL,                      -- its best quote
    fields TEXT NOT NULL,                        -- JSON, as it was read last
    alone INTEGER NOT NULL CHECK (alone IN (0, 1)),  -- nothing else of this kind was read from that sentence then
    report_id INTEGER REFERENCES report ON DELETE SET NULL,  -- what tells it now; NULL: not read again (yet)
    lost INTEGER NOT NULL DEFAULT 0 CHECK (lost IN (0, 1))   -- the log says that it is no longer read
) STRICT;
CREATE UNIQUE INDEX ruled_report_report ON ruled_report (report_id, library_id);
CREATE INDEX ruled_report_article ON ruled_report (article_id, library_id);
CREATE INDEX ruled_report_library ON ruled_report (library_id);

-- Two facts that a moderator took apart (filing never joins them again) or put together (filing always does).
CREATE TABLE ruling (
    ruled_id INTEGER NOT NULL REFERENCES ruled_report ON DELETE CASCADE,
    other_id INTEGER NOT NULL REFERENCES ruled_report ON DELETE CASCADE,
    together INTEGER NOT NULL CHECK (together IN (0, 1)),
    PRIMARY KEY (ruled_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ruling_other ON ruling (other_id);

-- What was put right in an entry whose last report went, until that report is filed again.
CREATE TABLE kept_correction (
    ruled_id INTEGER NOT NULL REFERENCES ruled_report ON DELETE CASCADE,
    field TEXT NOT NULL,
    value TEXT,                                  -- NULL: the field is empty
    corrected_at INTEGER NOT NULL,
    PRIMARY KEY (ruled_id, field)
) STRICT, WITHOUT ROWID;

INSERT INTO ruled_report (library_id, article_id, kind, sentence, fields, alone, report_id)
    SELECT ruled.library_id, report.article_id, report.kind, best.text, report.fields,
        NOT EXISTS (SELECT 1 FROM report AS beside JOIN quote ON quote.report_id = beside.report_id
            WHERE beside.article_id = report.article_id AND beside.kind = report.kind
            AND beside.report_id <> report.report_id AND quote.ordinal = 0 AND quote.text = best.text),
        report.report_id
    FROM (SELECT DISTINCT library_id, report_id FROM report_ruling) AS ruled
    JOIN report ON report.report_id = ruled.report_id
    JOIN quote AS best ON best.report_id = report.report_id AND best.ordinal = 0;
INSERT INTO ruling (ruled_id, other_id, together)
    SELECT one.ruled_id, other.ruled_id, report_ruling.together FROM report_ruling
    JOIN ruled_report AS one ON one.library_id = report_ruling.library_id AND one.report_id = report_ruling.report_id
    JOIN ruled_report AS other
        ON other.library_id = report_ruling.library_id AND other.report_id = report_ruling.other_id;
DROP TABLE report_ruling;
