ALTER TABLE uploads ADD COLUMN commit_bytes bytea CHECK (octet_length(commit_bytes) = 20);
COMMENT ON COLUMN uploads.commit_bytes IS 'Filled by out-of-band migration 18.';
