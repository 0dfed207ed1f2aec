-- case: a view comes
CREATE TABLE t (id int, a text); INSERT INTO t VALUES (1, 'x');
-- change
CREATE VIEW v (key, "Text") WITH (security_barrier) AS SELECT id, a FROM t WHERE a <> '' WITH LOCAL CHECK OPTION; COMMENT ON VIEW v IS 'v'; COMMENT ON COLUMN v.key IS 'k'; GRANT SELECT ON v TO PUBLIC;

-- case: a view gets a column at its end
CREATE TABLE t (id int, a text); CREATE VIEW v AS SELECT id FROM t; GRANT SELECT ON v TO fix_reader; COMMENT ON VIEW v IS 'v'; INSERT INTO t VALUES (1, 'x');
-- change
CREATE OR REPLACE VIEW v AS SELECT id, a FROM t;

-- case: a view gets other columns, and another view reads it
CREATE TABLE t (id int, a text); CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW w AS SELECT a FROM v; GRANT SELECT ON v, w TO fix_reader; COMMENT ON VIEW w IS 'w'; INSERT INTO t VALUES (1, 'x');
-- change
DROP VIEW v CASCADE; CREATE VIEW v AS SELECT a, id::bigint AS id FROM t; CREATE VIEW w AS SELECT a FROM v; GRANT SELECT ON v, w TO fix_reader; COMMENT ON VIEW w IS 'w';

-- case: the text of a view changes under others
CREATE TABLE t (id int, a text); CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW w AS SELECT a FROM v; CREATE MATERIALIZED VIEW m AS SELECT * FROM w; INSERT INTO t VALUES (1, 'x');
-- change
CREATE OR REPLACE VIEW v AS SELECT id, a FROM t WHERE id > 0;

-- case: options of a view
CREATE TABLE t (id int); CREATE VIEW v AS SELECT id FROM t; CREATE VIEW w WITH (security_barrier) AS SELECT id FROM t; CREATE VIEW c AS SELECT id FROM t WITH CASCADED CHECK OPTION; INSERT INTO t VALUES (1);
-- change
ALTER VIEW v SET (security_barrier, security_invoker); ALTER VIEW w RESET (security_barrier); CREATE OR REPLACE VIEW c AS SELECT id FROM t;

-- case: rename a view and a column of another
CREATE TABLE t (id int); CREATE VIEW v AS SELECT id FROM t; CREATE VIEW w AS SELECT id FROM v; CREATE VIEW x AS SELECT id FROM w; INSERT INTO t VALUES (1);
-- change
ALTER VIEW v RENAME TO v2; ALTER VIEW w RENAME COLUMN id TO key;

-- case: a view's column has a default
CREATE TABLE t (id int, a text); CREATE VIEW v AS SELECT id, a FROM t; INSERT INTO t VALUES (1, 'x');
-- change
ALTER VIEW v ALTER a SET DEFAULT 'y';

-- case: a materialized view comes
CREATE TABLE t (id int); INSERT INTO t VALUES (1);
-- change
CREATE MATERIALIZED VIEW m WITH (fillfactor = 80) AS SELECT id FROM t; CREATE INDEX m_id ON m (id); COMMENT ON MATERIALIZED VIEW m IS 'm'; GRANT SELECT ON m TO fix_reader;

-- case: a materialized view changes
CREATE TABLE t (id int, a int); INSERT INTO t VALUES (1, 2); CREATE MATERIALIZED VIEW m AS SELECT id FROM t; CREATE UNIQUE INDEX m_id ON m (id); CREATE VIEW v AS SELECT id FROM m; GRANT SELECT ON m TO fix_reader; COMMENT ON INDEX m_id IS 'i';
-- change
DROP MATERIALIZED VIEW m CASCADE; CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t; CREATE UNIQUE INDEX m_id ON m (id); CREATE VIEW v AS SELECT id FROM m; GRANT SELECT ON m TO fix_reader; COMMENT ON INDEX m_id IS 'i';

-- case: a materialized view without data
CREATE TABLE t (id int); INSERT INTO t VALUES (1); CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
-- change
REFRESH MATERIALIZED VIEW m WITH NO DATA; ALTER MATERIALIZED VIEW m SET (fillfactor = 70); ALTER MATERIALIZED VIEW m RENAME TO m2;

-- case: a view with triggers and rules is made anew
CREATE TABLE t (id int, a int); CREATE VIEW v AS SELECT id FROM t; CREATE FUNCTION hook() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER hook INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION hook(); CREATE RULE r AS ON DELETE TO v DO INSTEAD NOTHING; INSERT INTO t VALUES (1, 2);
-- change
DROP VIEW v; CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER hook INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION hook(); CREATE RULE r AS ON DELETE TO v DO INSTEAD NOTHING;

-- case: views that come in the wrong order of names
CREATE TABLE t (id int); INSERT INTO t VALUES (1);
-- change
CREATE VIEW z AS SELECT id FROM t; CREATE VIEW a AS SELECT id FROM z; CREATE VIEW m AS SELECT a.id FROM a JOIN z USING (id);

-- case: a view becomes a table
-- inverse: refused
CREATE TABLE t (id int); CREATE VIEW v AS SELECT id FROM t; INSERT INTO t VALUES (1);
-- change
DROP VIEW v; CREATE TABLE v (id int); INSERT INTO v VALUES (5);

-- case: a view becomes a materialized view
CREATE TABLE t (id int); CREATE VIEW v AS SELECT id FROM t; INSERT INTO t VALUES (1);
-- change
DROP VIEW v; CREATE MATERIALIZED VIEW v AS SELECT id FROM t;

-- case: a recursive view over a function
CREATE TABLE t (id int, up int); CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1'; INSERT INTO t VALUES (1, NULL);
-- change
CREATE RECURSIVE VIEW r (id, depth) AS SELECT id, 0 FROM t UNION ALL SELECT t.id, f(depth) FROM r JOIN t ON t.up = r.id;
