-- Alerts that may not be told yet are held, and end in a digest, which is an event. A delivery's state is now one of waiting,
-- delivered, dead, held, folded (into a digest) or dropped (by a person). An alert that waits for a person to look at it has no
-- number yet: its sequence is the negative of its event's id until it is told.

ALTER TABLE delivery ADD COLUMN held_for TEXT;               -- review, mute, limit, quiet, digest; kept once it is no longer held
ALTER TABLE delivery ADD COLUMN held_until INTEGER;          -- none: until a person says so
ALTER TABLE delivery ADD COLUMN folded_into INTEGER REFERENCES event (id);

CREATE INDEX delivery_held ON delivery (endpoint, held_until) WHERE state = 'held';
CREATE INDEX delivery_folded ON delivery (folded_into) WHERE folded_into IS NOT NULL;

-- What users want to hear nothing of for a while.
CREATE TABLE mute (
    id        INTEGER PRIMARY KEY,
    watchlist TEXT NOT NULL,
    watch     TEXT,                               -- one watch of the list, or
    story     INTEGER,                            -- one story; none of both: all of the list
    until     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX mute_scope ON mute (watchlist, coalesce(watch, ''), coalesce(story, 0));

-- How many alerts of a watchlist were told singly in the window of its limit.
CREATE TABLE volume (
    watchlist TEXT PRIMARY KEY,
    opened    INTEGER NOT NULL,
    told      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How many articles in which something was found raised no alert, and why.
CREATE TABLE untold (
    watchlist TEXT NOT NULL,
    why       TEXT NOT NULL,                      -- backlog, age, language, source, score, salience, review
    articles  INTEGER NOT NULL,
    last      INTEGER NOT NULL,
    PRIMARY KEY (watchlist, why)
) STRICT, WITHOUT ROWID;
