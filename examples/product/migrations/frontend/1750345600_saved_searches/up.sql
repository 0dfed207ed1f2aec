CREATE TABLE saved_searches (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  title   text NOT NULL,
  query   text NOT NULL,
  user_id bigint REFERENCES users ON DELETE CASCADE,
  org_id  bigint REFERENCES orgs ON DELETE CASCADE,
  CONSTRAINT saved_searches_one_owner CHECK ((user_id IS NULL) <> (org_id IS NULL))
);
