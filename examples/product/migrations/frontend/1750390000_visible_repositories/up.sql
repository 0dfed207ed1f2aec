CREATE INDEX repo_permissions_user ON repo_permissions (user_id);

CREATE FUNCTION visible_repos(viewer bigint) RETURNS SETOF repos
LANGUAGE sql STABLE AS $$
  SELECT * FROM repos r
   WHERE r.deleted_at IS NULL
     AND (NOT r.private OR r.owner_id = viewer
          OR EXISTS (SELECT FROM repo_permissions p WHERE p.repo_id = r.id AND p.user_id = viewer))
$$;
