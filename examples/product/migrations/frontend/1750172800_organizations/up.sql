CREATE TABLE orgs (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  handle       handle NOT NULL UNIQUE,
  display_name text NOT NULL DEFAULT '',
  created_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE org_members (
  org_id    bigint NOT NULL REFERENCES orgs ON DELETE CASCADE,
  user_id   bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  joined_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, user_id)
);
CREATE INDEX org_members_user ON org_members (user_id);
