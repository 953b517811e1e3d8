-- 2026-11-21. What is measured on a text when it comes in: its size for quotas, its signature for near-copies.

CREATE TABLE article_size (
    article_id INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    bytes INTEGER NOT NULL CHECK (bytes > 0)     -- of the text as UTF-8; summing the texts themselves would read them all
) STRICT;

CREATE TABLE article_signature (
    article_id INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    signature BLOB NOT NULL CHECK (length(signature) = 512)  -- 128 hashes of 4 bytes
) STRICT;

-- Texts that share a band may be near-copies; asked by band, within days, on one library's shelf.
CREATE TABLE article_band (
    band INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    PRIMARY KEY (band, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_band_article ON article_band (article_id);
