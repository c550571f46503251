-- What lets an entry be known again when it changes, or when its feed names it anew; and the history of texts.

-- Of the headline and the text as the feed last gave them; NULL until it is polled again.
ALTER TABLE entry ADD COLUMN digest INTEGER;
ALTER TABLE entry ADD COLUMN published INTEGER;
ALTER TABLE entry ADD COLUMN updated INTEGER;
CREATE INDEX entry_digest ON entry (feed, digest) WHERE digest IS NOT NULL;

-- 1: it stood without a date in its feed when that was first read, so that nothing says that it is news.
ALTER TABLE article ADD COLUMN backlog INTEGER NOT NULL DEFAULT 0;
-- The revision that was matched last, while a newer text waits to be.
ALTER TABLE article ADD COLUMN edited INTEGER;
CREATE INDEX article_edited ON article (id) WHERE edited IS NOT NULL;

-- Articles whose pages are read again.
CREATE TABLE revisit (
    article       INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    host          TEXT NOT NULL,
    next_read     INTEGER,                        -- NULL: not before its entry changes
    last_read     INTEGER,                        -- of the visits after the first
    visits        INTEGER NOT NULL DEFAULT 0,
    leased_until  INTEGER NOT NULL DEFAULT 0,
    etag          BLOB,                           -- validators are opaque bytes
    last_modified BLOB
) STRICT;
CREATE INDEX revisit_due ON revisit (next_read) WHERE next_read IS NOT NULL;

-- Texts that an article had before the one it has.
CREATE TABLE revision (
    article  INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,                    -- counts up for each article, from 1
    replaced INTEGER NOT NULL,                    -- when the next one took its place
    title    TEXT NOT NULL,
    text     TEXT NOT NULL,
    PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;
