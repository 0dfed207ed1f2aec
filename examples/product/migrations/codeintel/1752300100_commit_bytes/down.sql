ALTER TABLE uploads DROP COLUMN commit_bytes;
