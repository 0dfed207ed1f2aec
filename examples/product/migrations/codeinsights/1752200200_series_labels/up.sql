ALTER TABLE insight_series ADD COLUMN label text;
