CREATE TABLE repos (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner_id   bigint NOT NULL REFERENCES users,
  name       citext NOT NULL UNIQUE,
  private    boolean NOT NULL DEFAULT false,
  stars      integer NOT NULL DEFAULT 0 CHECK (stars >= 0),
  host       text GENERATED ALWAYS AS (split_part(name::text, '/', 1)) STORED,
  deleted_at timestamptz
);
CREATE INDEX repos_owner ON repos (owner_id) WHERE deleted_at IS NULL;
COMMENT ON COLUMN repos.name IS 'Host, path and name: code.example/team/thing.';
