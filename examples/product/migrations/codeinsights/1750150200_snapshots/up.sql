CREATE TABLE series_snapshots (
  series   bigint PRIMARY KEY REFERENCES insight_series ON DELETE CASCADE,
  value    double precision NOT NULL,
  taken_at timestamptz NOT NULL DEFAULT now()
);
