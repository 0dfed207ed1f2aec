DROP VIEW popular_repos;
DROP MATERIALIZED VIEW repo_statistics;
ALTER TABLE repos ALTER COLUMN stars TYPE integer;
