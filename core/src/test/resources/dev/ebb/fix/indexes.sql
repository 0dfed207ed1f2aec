-- case: indexes of all sorts
CREATE EXTENSION pg_trgm; CREATE TABLE t (a int, b text, c jsonb, d int4range, e timestamptz); INSERT INTO t VALUES (1, 'x', '{}', '[1,2)', now());
-- change
CREATE INDEX t_b ON t (b text_pattern_ops DESC NULLS LAST) INCLUDE (a); CREATE INDEX t_c ON t USING gin (c jsonb_path_ops); CREATE INDEX t_d ON t USING gist (d);
CREATE INDEX t_e ON t USING brin (e) WITH (pages_per_range = 4); CREATE UNIQUE INDEX t_x ON t ((a + 1), lower(b) COLLATE "C") WHERE a IS NOT NULL; CREATE INDEX t_trgm ON t USING gin (b gin_trgm_ops);
CREATE UNIQUE INDEX t_nnd ON t (a) NULLS NOT DISTINCT; CREATE INDEX t_hash ON t USING hash (a);

-- case: an index changes under its name
CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a) WHERE b > 0; COMMENT ON INDEX i IS 'i'; INSERT INTO t VALUES (1, 2);
-- change
DROP INDEX i; CREATE INDEX i ON t (a, b) WHERE b > 1; COMMENT ON INDEX i IS 'i';

-- case: rename an index
CREATE TABLE t (a int); CREATE INDEX i ON t (a); INSERT INTO t VALUES (1);
-- change
ALTER INDEX i RENAME TO j;

-- case: rename an index, and a new one takes its name
CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a); INSERT INTO t VALUES (1, 2);
-- change
ALTER INDEX i RENAME TO j; CREATE INDEX i ON t (b);

-- case: options of an index
CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a) WITH (fillfactor = 70); CREATE INDEX j ON t (b) WITH (deduplicate_items = off); INSERT INTO t VALUES (1, 2);
-- change
ALTER INDEX i SET (fillfactor = 80, deduplicate_items = off); ALTER INDEX j RESET (deduplicate_items);

-- case: statistics of an expression in an index
CREATE TABLE t (a int, b int); CREATE INDEX i ON t ((a + b), a); INSERT INTO t VALUES (1, 2);
-- change
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 300;

-- case: an invalid index is made valid
-- inverse: refused
CREATE TABLE t (a int); CREATE INDEX i ON t (a); INSERT INTO t VALUES (1); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass;
-- change
REINDEX INDEX i;

-- case: indexes on a materialized view
CREATE TABLE t (a int); INSERT INTO t VALUES (1); CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
-- change
CREATE UNIQUE INDEX m_a ON m (a);

-- case: an index of partitions is made in steps
CREATE TABLE e (id int) PARTITION BY RANGE (id); CREATE TABLE e1 PARTITION OF e FOR VALUES FROM (0) TO (10); CREATE INDEX e1_id ON e1 (id); INSERT INTO e VALUES (1);
-- change
CREATE INDEX e_id ON ONLY e (id); ALTER INDEX e_id ATTACH PARTITION e1_id;

-- case: clustered and replica identity move
CREATE TABLE t (a int NOT NULL, b int NOT NULL); CREATE UNIQUE INDEX i ON t (a); CREATE UNIQUE INDEX j ON t (b); ALTER TABLE t CLUSTER ON i; ALTER TABLE t REPLICA IDENTITY USING INDEX i; INSERT INTO t VALUES (1, 2);
-- change
ALTER TABLE t CLUSTER ON j; ALTER TABLE t REPLICA IDENTITY USING INDEX j;

-- case: an index without locking
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
-- change
CREATE INDEX CONCURRENTLY t_a ON t (a);
