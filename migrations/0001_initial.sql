-- The first schema. Migrations are append-only: a released one never changes.
-- Times are milliseconds since 1970, UTC. Leases are times until which a claim holds.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE feed (
    id            INTEGER PRIMARY KEY,
    url           TEXT NOT NULL UNIQUE,           -- as configured
    host          TEXT NOT NULL,
    tags          TEXT NOT NULL DEFAULT '[]',     -- JSON array
    active        INTEGER NOT NULL DEFAULT 1,     -- 0: no longer configured, or gone; kept for its history
    title         TEXT,
    etag          BLOB,                           -- validators are opaque bytes
    last_modified BLOB,
    next_poll     INTEGER NOT NULL,
    leased_until  INTEGER NOT NULL DEFAULT 0,
    last_poll     INTEGER,
    last_success  INTEGER,
    last_new      INTEGER,                        -- when it last had an entry that was not known
    interval      INTEGER,                        -- the adaptive interval, milliseconds
    failures      INTEGER NOT NULL DEFAULT 0,     -- in a row
    problem       TEXT,
    problem_since INTEGER,
    gone          INTEGER                         -- when it answered 410
) STRICT;
CREATE INDEX feed_due ON feed (next_poll) WHERE active = 1;

CREATE TABLE story (
    id          INTEGER PRIMARY KEY,              -- the id of the article that opened it
    opened      INTEGER NOT NULL,
    merged_into INTEGER REFERENCES story (id),
    merged_by   INTEGER                           -- the article that showed the two to be one
) STRICT;
CREATE INDEX story_merged ON story (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX story_merged_by ON story (merged_by) WHERE merged_by IS NOT NULL;

CREATE TABLE article (
    id           INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice, since stories are named after it
    url          TEXT,
    host         TEXT NOT NULL DEFAULT '',
    stage        INTEGER NOT NULL,                -- 0 to be read, 1 read, 2 placed in a story
    seen         INTEGER NOT NULL,
    -- while it is to be read
    next_read    INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER NOT NULL DEFAULT 0,
    attempts     INTEGER NOT NULL DEFAULT 0,
    complete     INTEGER NOT NULL DEFAULT 0,      -- 1: the feed carried the whole text, no page is fetched
    -- what is known of it: from the feed at first, then from the page
    title        TEXT NOT NULL,
    text         TEXT NOT NULL,
    source       TEXT,
    author       TEXT,
    language     TEXT,
    published    INTEGER,
    modified     INTEGER,
    problem      TEXT,                            -- why the page was not used
    -- once it is placed
    placed       INTEGER UNIQUE,                  -- counts up in the order of placing
    story        INTEGER REFERENCES story (id),   -- where it is now
    placed_in    INTEGER,                         -- where it was put at first, before stories merged
    relation     TEXT,                            -- original, copy, report
    copy_of      INTEGER REFERENCES article (id)
) STRICT;
CREATE INDEX article_unread ON article (next_read) WHERE stage = 0;
CREATE INDEX article_read ON article (id) WHERE stage = 1;
CREATE INDEX article_seen ON article (seen, placed) WHERE placed IS NOT NULL;
CREATE INDEX article_story ON article (story) WHERE story IS NOT NULL;
CREATE INDEX article_copies ON article (copy_of) WHERE copy_of IS NOT NULL;

-- Every address at which an article is known, canonical forms only.
CREATE TABLE address (
    url     TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX address_article ON address (article);

CREATE TABLE entry (
    id        INTEGER PRIMARY KEY,
    feed      INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    guid      TEXT NOT NULL,
    article   INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    seen      INTEGER NOT NULL,
    UNIQUE (feed, guid)
) STRICT;
CREATE INDEX entry_article ON entry (article);

CREATE TABLE mention (
    article   INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    watchlist TEXT NOT NULL,
    watch     TEXT NOT NULL,
    outcome   TEXT NOT NULL,                      -- match, review
    score     REAL NOT NULL,
    salience  REAL NOT NULL,
    evidence  TEXT NOT NULL,                      -- JSON
    reasons   TEXT NOT NULL,                      -- JSON
    PRIMARY KEY (article, watchlist, watch)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert (
    id        INTEGER PRIMARY KEY,
    watchlist TEXT NOT NULL,
    sequence  INTEGER NOT NULL,
    story     INTEGER NOT NULL REFERENCES story (id),
    reason    TEXT NOT NULL,
    created   INTEGER NOT NULL,
    expires   INTEGER NOT NULL,                   -- no attempt begins after this
    body      TEXT NOT NULL,                      -- rendered once, so that no attempt ever differs
    UNIQUE (watchlist, story, reason),
    UNIQUE (watchlist, sequence)
) STRICT;
CREATE INDEX alert_story ON alert (story);

CREATE TABLE delivery (
    id           INTEGER PRIMARY KEY,
    alert        INTEGER NOT NULL REFERENCES alert (id) ON DELETE CASCADE,
    endpoint     TEXT NOT NULL,
    webhook_id   TEXT NOT NULL UNIQUE,
    state        TEXT NOT NULL,                   -- waiting, delivered, dead
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_attempt INTEGER NOT NULL,
    leased_until INTEGER NOT NULL DEFAULT 0,
    problem      TEXT,
    UNIQUE (alert, endpoint)
) STRICT;
CREATE INDEX delivery_due ON delivery (endpoint, next_attempt) WHERE state = 'waiting';
CREATE INDEX delivery_dead ON delivery (id) WHERE state = 'dead';

CREATE TABLE attempt (
    delivery INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    started  INTEGER NOT NULL,
    took     INTEGER NOT NULL,                    -- milliseconds
    status   INTEGER,                             -- of the answer, if one came
    detail   TEXT NOT NULL,
    PRIMARY KEY (delivery, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE endpoint (
    name  TEXT PRIMARY KEY,
    gone  INTEGER,                                -- when it answered 410: nothing more is sent
    until INTEGER NOT NULL DEFAULT 0              -- it asked for a pause until then
) STRICT, WITHOUT ROWID;
