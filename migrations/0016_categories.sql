-- How a feed files an entry: an array of texts, as JSON, which rules can name like the tags of the feed. NULL where it does not, and until it
-- is polled again.
ALTER TABLE entry ADD COLUMN categories TEXT;
