CREATE TABLE index_jobs (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repo_name text NOT NULL,
  indexer   text NOT NULL,
  arguments text[] NOT NULL DEFAULT '{}',
  upload_id bigint REFERENCES uploads ON DELETE SET NULL
);
