-- How well endpoints are, and what a replay of a delivery changes.

ALTER TABLE endpoint RENAME COLUMN gone TO disabled;      -- since when nothing is sent to it
ALTER TABLE endpoint ADD COLUMN why TEXT;                 -- it is disabled
ALTER TABLE endpoint ADD COLUMN failures INTEGER NOT NULL DEFAULT 0; -- in a row
ALTER TABLE endpoint ADD COLUMN failing_since INTEGER;
ALTER TABLE endpoint ADD COLUMN problem TEXT;             -- of the last failure
ALTER TABLE endpoint ADD COLUMN recovering INTEGER;       -- since when it had been disabled; until the first delivery after that arrives
UPDATE endpoint SET why = 'the endpoint says that it is gone (410)' WHERE disabled IS NOT NULL;

ALTER TABLE delivery ADD COLUMN expires INTEGER;          -- in the place of its event's, once it was replayed
ALTER TABLE delivery ADD COLUMN replayed_after INTEGER NOT NULL DEFAULT 0; -- so many attempts

CREATE INDEX delivery_under_way ON delivery (endpoint) WHERE state = 'waiting' AND leased_until > 0;
CREATE INDEX delivery_in_order ON delivery (endpoint, id) WHERE state = 'waiting';
