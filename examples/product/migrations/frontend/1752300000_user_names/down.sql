ALTER TABLE users
  DROP COLUMN family_name,
  DROP COLUMN given_name;
