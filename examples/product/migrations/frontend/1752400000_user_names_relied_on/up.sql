-- existing rows were filled by out-of-band migration 17
ALTER TABLE users ADD CONSTRAINT users_given_name
  CHECK (full_name IS NULL OR given_name IS NOT NULL) NOT VALID;
