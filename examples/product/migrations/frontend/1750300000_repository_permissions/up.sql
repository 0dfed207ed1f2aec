CREATE TYPE permission AS ENUM ('read', 'write');

CREATE TABLE repo_permissions (
  repo_id    bigint NOT NULL REFERENCES repos ON DELETE CASCADE,
  user_id    bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  permission permission NOT NULL DEFAULT 'read',
  PRIMARY KEY (repo_id, user_id)
);
