ALTER TABLE repos ALTER COLUMN stars TYPE bigint;

CREATE MATERIALIZED VIEW repo_statistics AS
  SELECT r.host, count(*) AS repos, count(*) FILTER (WHERE r.private) AS private_repos, sum(r.stars) AS stars
    FROM repos r WHERE r.deleted_at IS NULL GROUP BY r.host;
CREATE UNIQUE INDEX repo_statistics_host ON repo_statistics (host);

CREATE VIEW popular_repos AS
  SELECT id, name, stars FROM repos WHERE NOT private AND deleted_at IS NULL AND stars >= 100;
GRANT SELECT ON popular_repos TO PUBLIC;
