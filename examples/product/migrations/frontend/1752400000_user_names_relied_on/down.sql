ALTER TABLE users DROP CONSTRAINT users_given_name;
