DROP FUNCTION visible_repos(bigint);
DROP INDEX repo_permissions_user;
