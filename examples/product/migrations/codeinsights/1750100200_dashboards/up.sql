CREATE TABLE dashboards (
  id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  title text NOT NULL COLLATE "C"
);

CREATE TABLE dashboard_series (
  dashboard bigint NOT NULL REFERENCES dashboards ON DELETE CASCADE,
  series    bigint NOT NULL REFERENCES insight_series ON DELETE CASCADE,
  position  integer NOT NULL,
  PRIMARY KEY (dashboard, series),
  CONSTRAINT dashboard_series_position UNIQUE (dashboard, position) DEFERRABLE INITIALLY DEFERRED
);
