-- What is learned of names, what users say of alerts, and which mentions leave no doubt.

-- Whether words that are names stand as names in the stream, or as everyday words.
CREATE TABLE word_habit (
    word     TEXT NOT NULL,                        -- folded
    language TEXT NOT NULL,                        -- a tag; empty where it is not known
    yes      REAL NOT NULL,
    no       REAL NOT NULL,
    PRIMARY KEY (word, language)
) STRICT, WITHOUT ROWID;

-- Whether watches are meant where their names stand.
CREATE TABLE watch_habit (
    watchlist TEXT NOT NULL,
    watch     TEXT NOT NULL,
    within    TEXT NOT NULL,                       -- everything, language, outlet
    value     TEXT NOT NULL,                       -- the language's tag, the outlet; else empty
    yes       REAL NOT NULL,
    no        REAL NOT NULL,
    PRIMARY KEY (watchlist, watch, within, value)
) STRICT, WITHOUT ROWID;

-- What users say of watches in alerts, with the place by which each was found. A newer word takes the place of an older one.
CREATE TABLE feedback (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,   -- counts up: matching hears of it when it does
    alert     INTEGER NOT NULL,
    watchlist TEXT NOT NULL,
    watch     TEXT NOT NULL,
    meant     INTEGER,                             -- none: it was taken back
    given     INTEGER NOT NULL,
    alias     TEXT NOT NULL,
    sentence  TEXT NOT NULL,
    language  TEXT,
    outlet    TEXT,
    UNIQUE (alert, watch)
) STRICT;

ALTER TABLE mention ADD COLUMN sure INTEGER NOT NULL DEFAULT 0; -- 1: its article leaves no doubt by itself
UPDATE mention SET sure = 1 WHERE outcome = 'match' AND score >= 0.9;
