-- A feed's entries in the order in which they became known, so that its latest ones are found without its history. Only what asks for
-- `id > 0`, which all are, goes by it: SQLite does not know how many entries a feed has, and would else prefer it to the indexes of
-- articles and headlines.
CREATE INDEX entry_in_order ON entry (feed) WHERE id > 0;
