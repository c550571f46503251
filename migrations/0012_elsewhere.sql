-- Where the page of an article is to be asked for, once redirects have shown that it is not at its address. It is no address of
-- the article until it was read there.
ALTER TABLE article ADD COLUMN elsewhere TEXT;
