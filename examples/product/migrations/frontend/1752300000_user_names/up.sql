ALTER TABLE users
  ADD COLUMN given_name text,
  ADD COLUMN family_name text;
COMMENT ON COLUMN users.given_name IS 'Filled by out-of-band migration 17.';
