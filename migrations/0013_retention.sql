-- What lets old articles be forgotten.

-- When the entry was last seen in a document of its feed, give or take a day: what is listed still is not forgotten, or it would
-- be news again.
ALTER TABLE entry ADD COLUMN listed INTEGER;
UPDATE entry SET listed = coalesce((SELECT last_document FROM feed WHERE feed.id = entry.feed), seen);

-- When all was forgotten of the article but what it is known by, since somebody was told of its story.
ALTER TABLE article ADD COLUMN forgotten INTEGER;
CREATE INDEX article_kept ON article (seen, id) WHERE placed IS NOT NULL AND forgotten IS NULL;
