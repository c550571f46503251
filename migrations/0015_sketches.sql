-- What tells a new entry from an old one that its feed names anew.

-- What the words are known by with which the entry's text began, as the feed last gave it. NULL until it is polled again.
ALTER TABLE entry ADD COLUMN sketch BLOB;

-- The article that was at its address before, so that the address does not say what it is; 0: none.
ALTER TABLE article ADD COLUMN follows INTEGER NOT NULL DEFAULT 0;
