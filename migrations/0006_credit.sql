-- The news agency that an article credits.
ALTER TABLE article ADD COLUMN credit TEXT;
