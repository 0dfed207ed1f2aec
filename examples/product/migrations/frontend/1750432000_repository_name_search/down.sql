DROP INDEX IF EXISTS repos_name_trgm;
