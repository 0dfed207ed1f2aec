ALTER TABLE insight_series DROP COLUMN label;
