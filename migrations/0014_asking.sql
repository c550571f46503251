-- How feeds and pages are asked again.

-- Until when its last answer asked to be spared. NULL: not known.
ALTER TABLE feed ADD COLUMN asked_until INTEGER;

-- How its document was read last: the selectors of a page that is watched. NULL: not known.
ALTER TABLE feed ADD COLUMN read_by TEXT;

-- Where the page is asked for, if not at its article's address, and its own headline as it was read last.
ALTER TABLE revisit ADD COLUMN address TEXT;
ALTER TABLE revisit ADD COLUMN headline TEXT;

-- What an entry's headline is known by, where it has words enough, whatever the feed makes of the rest.
ALTER TABLE entry ADD COLUMN headline INTEGER;
CREATE INDEX entry_headline ON entry (feed, headline) WHERE headline IS NOT NULL;
