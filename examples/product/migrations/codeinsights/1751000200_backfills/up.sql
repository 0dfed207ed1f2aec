CREATE TYPE backfill_state AS ENUM ('new', 'running', 'done');

CREATE TABLE backfills (
  series bigint PRIMARY KEY REFERENCES insight_series ON DELETE CASCADE,
  state  backfill_state NOT NULL DEFAULT 'new',
  until  timestamptz
);
