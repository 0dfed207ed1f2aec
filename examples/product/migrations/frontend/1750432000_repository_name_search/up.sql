CREATE INDEX CONCURRENTLY IF NOT EXISTS repos_name_trgm ON repos USING gin ((name::text) gin_trgm_ops);
