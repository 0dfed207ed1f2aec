ALTER TABLE orgs RENAME COLUMN display_name TO title;
ALTER TABLE orgs ADD COLUMN website text CHECK (website LIKE 'https://%');
