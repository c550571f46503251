-- WebSub: what hubs are asked for, and what they send.

CREATE TABLE subscription (
    feed         INTEGER PRIMARY KEY REFERENCES feed (id) ON DELETE CASCADE,
    hub          TEXT NOT NULL,
    topic        TEXT NOT NULL,
    token        TEXT NOT NULL UNIQUE,             -- the end of the callback's address, which nobody can guess
    secret       TEXT NOT NULL,                    -- signs what is sent
    state        TEXT NOT NULL,                    -- wanted, live, denied, unwanted
    next_try     INTEGER NOT NULL,                 -- when the hub is asked (again)
    leased_until INTEGER NOT NULL DEFAULT 0,
    attempts     INTEGER NOT NULL DEFAULT 0,       -- since it was last live
    live_until   INTEGER,                          -- the end of the hub's lease
    problem      TEXT
) STRICT;
CREATE INDEX subscription_due ON subscription (next_try);

-- Documents that were sent and are not read yet.
CREATE TABLE push (
    id           INTEGER PRIMARY KEY,
    feed         INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    received     INTEGER NOT NULL,
    content_type TEXT,
    body         BLOB NOT NULL,
    leased_until INTEGER NOT NULL DEFAULT 0
) STRICT;
