-- builds an index
CREATE INDEX CONCURRENTLY IF NOT EXISTS t_id ON t (id);
