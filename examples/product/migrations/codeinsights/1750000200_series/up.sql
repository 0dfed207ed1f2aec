CREATE SEQUENCE series_numbers START 1000;

CREATE TABLE insight_series (
  number   bigint PRIMARY KEY DEFAULT nextval('series_numbers'),
  title    text NOT NULL,
  query    text NOT NULL,
  interval interval NOT NULL DEFAULT '1 day'
);
ALTER SEQUENCE series_numbers OWNED BY insight_series.number;

CREATE TABLE series_points (
  series bigint NOT NULL REFERENCES insight_series ON DELETE CASCADE,
  at     timestamptz NOT NULL,
  value  double precision NOT NULL,
  PRIMARY KEY (series, at)
);
