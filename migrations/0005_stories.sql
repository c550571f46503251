-- What stories are counted by, why articles are where they are, and what alerts have told of.

ALTER TABLE article ADD COLUMN outlet TEXT;        -- what identifies the outlet, so that it is counted once
ALTER TABLE article ADD COLUMN why TEXT;           -- JSON: why it was placed so, as lines for a person
ALTER TABLE article ADD COLUMN related TEXT;       -- JSON: stories about the same matter

-- The host of the address without what it may begin with, or else the outlet's name.
UPDATE article SET outlet = lower(coalesce(nullif(host, ''), source)) WHERE placed IS NOT NULL;
UPDATE article SET outlet = substr(outlet, 5) WHERE outlet LIKE 'www.%.%' OR outlet LIKE 'amp.%.%';
UPDATE article SET outlet = substr(outlet, 3) WHERE outlet LIKE 'm.%.%';
UPDATE article SET outlet = substr(outlet, 8) WHERE outlet LIKE 'mobile.%.%';

-- All that is counted, so that no text is read for it.
DROP INDEX article_story;
CREATE INDEX article_story ON article (story, placed, seen, outlet, language, relation, source) WHERE story IS NOT NULL;

ALTER TABLE alert ADD COLUMN placed INTEGER NOT NULL DEFAULT 0;        -- of the article that raised it
ALTER TABLE alert ADD COLUMN reasons TEXT NOT NULL DEFAULT '[]';       -- JSON: the names of all its reasons; `reason` is the first
ALTER TABLE alert ADD COLUMN watches TEXT NOT NULL DEFAULT '[]';       -- JSON: the watches that it named

UPDATE alert SET reasons = json_array(reason),
    placed = coalesce((SELECT max(article.placed) FROM article
                       WHERE article.story = alert.story AND article.seen <= alert.created), 0),
    watches = coalesce((SELECT json_group_array(DISTINCT mention.watch) FROM article JOIN mention ON mention.article = article.id
                        WHERE article.story = alert.story AND mention.watchlist = alert.watchlist AND mention.outcome = 'match'), '[]');

-- What users said of stories against grouping.
CREATE TABLE correction (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,       -- counts up: grouping begins anew when it does
    made  INTEGER NOT NULL,
    kind  TEXT NOT NULL,                           -- split, merge
    story INTEGER NOT NULL REFERENCES story (id),  -- the one that stayed
    other INTEGER NOT NULL REFERENCES story (id)   -- the one that was made of a part of it, or that ended in it
) STRICT;
