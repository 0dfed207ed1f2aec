CREATE VIEW newest_uploads AS
  SELECT DISTINCT ON (repo_name, root) id, repo_name, root, commit_hash, uploaded_at
    FROM uploads WHERE state = 'completed' ORDER BY repo_name, root, uploaded_at DESC;
