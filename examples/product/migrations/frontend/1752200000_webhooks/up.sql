CREATE TABLE webhooks (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repo_id bigint NOT NULL REFERENCES repos ON DELETE CASCADE,
  url     text NOT NULL CHECK (url <> ''),
  secret  bytea,
  UNIQUE (repo_id, url)
);
