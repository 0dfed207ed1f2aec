CREATE TYPE upload_state AS ENUM ('queued', 'processing', 'completed', 'failed');

CREATE TABLE uploads (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repo_name   text NOT NULL,
  commit_hash text NOT NULL CHECK (commit_hash ~ '^[0-9a-f]{40}$'),
  root        text NOT NULL DEFAULT '',
  state       upload_state NOT NULL DEFAULT 'queued',
  bytes       bigint,
  uploaded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX uploads_waiting ON uploads (uploaded_at) WHERE state = 'queued';
