ALTER TABLE index_jobs DROP COLUMN attempts;
