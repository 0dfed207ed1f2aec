DROP INDEX uploads_commit_bytes;
