-- Whether an article names a watch no more, since an edit took it out.
ALTER TABLE mention ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
