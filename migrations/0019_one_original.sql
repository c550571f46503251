-- Where stories have merged, one article opened what they are now; the others that opened one are reports of it.
UPDATE article SET relation = 'report'
    WHERE story IS NOT NULL AND relation = 'original'
        AND placed > (SELECT min(placed) FROM article AS first WHERE first.story = article.story AND relation = 'original');
