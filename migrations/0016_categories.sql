-- How a feed files an entry: an array of texts, as JSON, which rules can name like the tags of the feed. NULL where it does not, and until it
-- is polled again.
ALTER TABLE entry ADD COLUMN categories TEXT;

-- Until now 1 said that some article was there before, from now on it is that article's id: which one it was is not known of these.
UPDATE article SET follows = id WHERE follows = 1;
