-- What polling keeps of a feed between two polls, the pauses that hosts asked for, and pages that wait by host.

-- What the last document asked for: a 304 repeats none of it.
ALTER TABLE feed ADD COLUMN ttl INTEGER;                            -- minutes
ALTER TABLE feed ADD COLUMN skip_hours INTEGER NOT NULL DEFAULT 0;  -- a bit for each hour of the day, UTC
ALTER TABLE feed ADD COLUMN skip_days INTEGER NOT NULL DEFAULT 0;   -- a bit for each day of the week, UTC, from Monday
ALTER TABLE feed ADD COLUMN fresh_for INTEGER;                      -- max-age, milliseconds
ALTER TABLE feed ADD COLUMN rhythm INTEGER;                         -- between two entries by their dates, milliseconds

-- Whose validators they are, since a redirect can lead elsewhere the next time, and whether they can be believed.
ALTER TABLE feed ADD COLUMN validators_of TEXT;                     -- the address that gave them
ALTER TABLE feed ADD COLUMN last_document INTEGER;                  -- the last answer that was one, and no 304
ALTER TABLE feed ADD COLUMN lied INTEGER;                           -- when a 304 was found to be untrue

-- A permanent redirect, and the address that it led to once it was seen often enough.
ALTER TABLE feed ADD COLUMN moved_to TEXT;
ALTER TABLE feed ADD COLUMN moved_since INTEGER;
ALTER TABLE feed ADD COLUMN moved_seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN address TEXT;                           -- polled in the place of url

-- Silence against its own rhythm.
ALTER TABLE feed ADD COLUMN first_success INTEGER;
ALTER TABLE feed ADD COLUMN failing_since INTEGER;                  -- the first of the failures in a row
ALTER TABLE feed ADD COLUMN longest_gap INTEGER;                    -- between two polls with news, milliseconds
ALTER TABLE feed ADD COLUMN silence TEXT;                           -- failing or quiet, once that was told
ALTER TABLE feed ADD COLUMN silent_since INTEGER;                   -- since when it is

UPDATE feed SET first_success = last_success, last_document = last_success,
    failing_since = CASE WHEN failures > 0 THEN problem_since END;

CREATE TABLE host (
    name  TEXT PRIMARY KEY,
    until INTEGER NOT NULL                                          -- it asked to be left alone until then
) STRICT, WITHOUT ROWID;

-- Articles to be read wait by host, the newest first; those without a page to fetch wait for none.
UPDATE article SET host = '' WHERE stage = 0 AND complete = 1;
CREATE INDEX article_unread_host ON article (host, next_read DESC, id) WHERE stage = 0;
