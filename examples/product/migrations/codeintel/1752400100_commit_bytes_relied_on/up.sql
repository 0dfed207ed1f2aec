CREATE INDEX uploads_commit_bytes ON uploads (commit_bytes);
