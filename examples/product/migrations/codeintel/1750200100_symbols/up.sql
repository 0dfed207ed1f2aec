CREATE TYPE source_range AS (first_line integer, first_column integer, last_line integer, last_column integer);

CREATE TABLE symbols (
  upload_id bigint NOT NULL REFERENCES uploads ON DELETE CASCADE,
  symbol    text NOT NULL,
  path      text NOT NULL,
  defined   source_range,
  PRIMARY KEY (upload_id, symbol, path)
);
