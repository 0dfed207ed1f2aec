CREATE TABLE batch_changes (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  creator_id bigint REFERENCES users ON DELETE SET NULL,
  name       text NOT NULL CHECK (name <> ''),
  closed_at  timestamptz
);

CREATE TABLE changesets (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  batch_change_id bigint NOT NULL REFERENCES batch_changes ON DELETE CASCADE,
  repo_id         bigint NOT NULL REFERENCES repos,
  state           text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'merged', 'closed')),
  UNIQUE (batch_change_id, repo_id)
);
