DROP VIEW live_series;
ALTER TABLE insight_series DROP COLUMN archived_at;
