ALTER TABLE insight_series ADD COLUMN archived_at timestamptz;

CREATE VIEW live_series AS
  SELECT number, title, query, label FROM insight_series WHERE archived_at IS NULL;
