-- The article that raised an alert, since `placed` is that of the last article placed when it was made, by which is told what has come
-- since. The two differ where an edit raised it, or another article left no doubt of what this one names. Of alerts until now only the
-- edit of which an update tells is known.
ALTER TABLE alert ADD COLUMN article INTEGER;
UPDATE alert SET article = coalesce(
    (SELECT CAST(substr(value, 6) AS INTEGER) FROM json_each(reasons) WHERE value LIKE 'edit:%'),
    (SELECT id FROM article WHERE article.placed = alert.placed));
