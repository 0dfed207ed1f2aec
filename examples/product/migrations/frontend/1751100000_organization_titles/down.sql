ALTER TABLE orgs DROP COLUMN website;
ALTER TABLE orgs RENAME COLUMN title TO display_name;
