CREATE TABLE dashboard_readers (
  dashboard bigint NOT NULL REFERENCES dashboards ON DELETE CASCADE,
  user_name text,
  everybody boolean NOT NULL DEFAULT false,
  CHECK (everybody = (user_name IS NULL))
);
CREATE UNIQUE INDEX dashboard_readers_once ON dashboard_readers (dashboard, coalesce(user_name, ''));
