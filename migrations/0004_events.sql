-- What is told becomes an event of its own, so that what belongs to no story is delivered as alerts are. A delivery is an
-- event on its way to one endpoint, whatever the event's type.

CREATE TABLE event (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,    -- never used twice, since deliveries are named after it
    type    TEXT NOT NULL,                        -- story.new, source.silent, …
    key     TEXT UNIQUE,                          -- of two with the same key one is told; none for an alert, which is unique by itself
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,                     -- no attempt begins after this
    body    TEXT NOT NULL                         -- rendered once, so that no attempt ever differs
) STRICT;

INSERT INTO event (id, type, created, expires, body) SELECT id, 'story.new', created, expires, body FROM alert;

ALTER TABLE attempt RENAME TO attempt_1;
ALTER TABLE delivery RENAME TO delivery_1;
ALTER TABLE alert RENAME TO alert_1;

CREATE TABLE alert (
    id        INTEGER PRIMARY KEY,
    watchlist TEXT NOT NULL,
    sequence  INTEGER NOT NULL,
    story     INTEGER NOT NULL REFERENCES story (id),
    reason    TEXT NOT NULL,
    created   INTEGER NOT NULL,
    event     INTEGER NOT NULL UNIQUE REFERENCES event (id),
    UNIQUE (watchlist, story, reason),
    UNIQUE (watchlist, sequence)
) STRICT;

CREATE TABLE delivery (
    id           INTEGER PRIMARY KEY,
    event        INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    endpoint     TEXT NOT NULL,
    webhook_id   TEXT NOT NULL UNIQUE,
    state        TEXT NOT NULL,                   -- waiting, delivered, dead
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_attempt INTEGER NOT NULL,
    leased_until INTEGER NOT NULL DEFAULT 0,
    problem      TEXT,
    UNIQUE (event, endpoint)
) STRICT;

CREATE TABLE attempt (
    delivery INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    started  INTEGER NOT NULL,
    took     INTEGER NOT NULL,                    -- milliseconds
    status   INTEGER,                             -- of the answer, if one came
    detail   TEXT NOT NULL,
    PRIMARY KEY (delivery, number)
) STRICT, WITHOUT ROWID;

INSERT INTO alert SELECT id, watchlist, sequence, story, reason, created, id FROM alert_1;
INSERT INTO delivery
    SELECT id, alert, endpoint, webhook_id, state, attempts, next_attempt, leased_until, problem FROM delivery_1;
INSERT INTO attempt SELECT * FROM attempt_1;

DROP TABLE attempt_1;
DROP TABLE delivery_1;
DROP TABLE alert_1;

CREATE INDEX alert_story ON alert (story);
CREATE INDEX delivery_due ON delivery (endpoint, next_attempt) WHERE state = 'waiting';
CREATE INDEX delivery_dead ON delivery (id) WHERE state = 'dead';
