-- case: routines come
CREATE TABLE t (id int); INSERT INTO t VALUES (1);
-- change
CREATE FUNCTION f(a int, b text DEFAULT 'x', VARIADIC c int[] DEFAULT '{}') RETURNS SETOF t LANGUAGE sql STABLE STRICT PARALLEL SAFE COST 5 ROWS 7 SET search_path = public AS 'SELECT * FROM t';
CREATE FUNCTION f(int) RETURNS TABLE (x int, y text) LANGUAGE plpgsql SECURITY DEFINER LEAKPROOF AS $$BEGIN RETURN QUERY SELECT 1, '$body$'; END$$;
CREATE PROCEDURE p(INOUT a int) LANGUAGE plpgsql AS 'BEGIN a := 1; END'; COMMENT ON PROCEDURE p(int) IS 'p'; COMMENT ON FUNCTION f(int) IS 'f'; GRANT EXECUTE ON FUNCTION f(int) TO fix_reader; REVOKE EXECUTE ON FUNCTION f(int) FROM PUBLIC;
CREATE FUNCTION g(x int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT t.id + x FROM t; END;

-- case: the body of a function changes
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a'; CREATE TABLE t (id int, CHECK (f(id) > 0)); CREATE VIEW v AS SELECT f(id) FROM t; GRANT EXECUTE ON FUNCTION f(int) TO fix_reader; INSERT INTO t VALUES (1);
-- change
CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a + 1';

-- case: a function returns something else
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a'; CREATE TABLE t (id int); CREATE VIEW v AS SELECT f(id) AS f FROM t; COMMENT ON FUNCTION f(int) IS 'f'; GRANT EXECUTE ON FUNCTION f(int) TO fix_reader; INSERT INTO t VALUES (1);
-- change
DROP FUNCTION f(int) CASCADE; CREATE FUNCTION f(a int) RETURNS text LANGUAGE sql AS 'SELECT a::text'; CREATE VIEW v AS SELECT f(id) AS f FROM t; COMMENT ON FUNCTION f(int) IS 'f'; GRANT EXECUTE ON FUNCTION f(int) TO fix_reader;

-- case: names and defaults of arguments change
CREATE FUNCTION f(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT a'; CREATE TABLE t (id int DEFAULT f(1, 2)); INSERT INTO t VALUES (1);
-- change
ALTER TABLE t ALTER id DROP DEFAULT; DROP FUNCTION f(int, int); CREATE FUNCTION f(x int, y int) RETURNS int LANGUAGE sql AS 'SELECT x'; ALTER TABLE t ALTER id SET DEFAULT f(1, 2);

-- case: an overload comes, another goes
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- change
DROP FUNCTION f(text); CREATE FUNCTION f(bigint) RETURNS int LANGUAGE sql AS 'SELECT 1';

-- case: rename and move a function
CREATE SCHEMA side; CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE t (id int, g int GENERATED ALWAYS AS (f(id)) STORED); INSERT INTO t VALUES (1);
-- change
ALTER FUNCTION f(int) RENAME TO ff; ALTER FUNCTION g() SET SCHEMA side;

-- case: a function becomes a procedure
CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'SELECT 1';
-- change
DROP FUNCTION f(); CREATE PROCEDURE f() LANGUAGE sql AS 'SELECT 1';

-- case: an aggregate comes
-- change
CREATE FUNCTION add(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2'; CREATE AGGREGATE total(int) (SFUNC = add, STYPE = int, INITCOND = '0', COMBINEFUNC = add, PARALLEL = SAFE); COMMENT ON AGGREGATE total(int) IS 't';
CREATE AGGREGATE mid(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA); CREATE TABLE t (id int); CREATE VIEW v AS SELECT total(id) FROM t; INSERT INTO t VALUES (1);

-- case: an aggregate changes
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int); CREATE TABLE t (id int); CREATE VIEW v AS SELECT total(id) AS total FROM t; INSERT INTO t VALUES (1);
-- change
CREATE OR REPLACE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '5');

-- case: a function whose body depends on a column
CREATE TABLE t (id int, a int); CREATE FUNCTION g(x int) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT a + x FROM t; END; INSERT INTO t VALUES (1, 2);
-- change
DROP FUNCTION g(int); ALTER TABLE t ALTER a TYPE bigint; CREATE FUNCTION g(x int) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT a + x FROM t; END;

-- case: operators and what belongs to them
-- change
CREATE FUNCTION same(int, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2'; CREATE OPERATOR === (LEFTARG = int, RIGHTARG = text, FUNCTION = same, NEGATOR = !==, RESTRICT = eqsel); COMMENT ON OPERATOR === (int, text) IS 'same';
CREATE TYPE num AS (v int); CREATE FUNCTION num_lt(num, num) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.v < $2.v'; CREATE FUNCTION num_eq(num, num) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.v = $2.v'; CREATE FUNCTION num_cmp(num, num) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1.v - $2.v';
CREATE OPERATOR <<< (LEFTARG = num, RIGHTARG = num, FUNCTION = num_lt); CREATE OPERATOR === (LEFTARG = num, RIGHTARG = num, FUNCTION = num_eq);
CREATE OPERATOR CLASS num_ops FOR TYPE num USING btree AS OPERATOR 1 <<<, OPERATOR 3 ===, FUNCTION 1 num_cmp(num, num); COMMENT ON OPERATOR CLASS num_ops USING btree IS 'ops';
CREATE TABLE t (id int, n num); CREATE INDEX t_n ON t (n num_ops);

-- case: an operator changes
CREATE FUNCTION same(int, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2'; CREATE OPERATOR === (LEFTARG = int, RIGHTARG = text, FUNCTION = same, RESTRICT = eqsel); CREATE TABLE t (id int, x text); CREATE VIEW v AS SELECT id === x AS s FROM t; INSERT INTO t VALUES (1, '1');
-- change
DROP VIEW v; DROP OPERATOR === (int, text); CREATE FUNCTION same2(int, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'; CREATE OPERATOR === (LEFTARG = int, RIGHTARG = text, FUNCTION = same2); CREATE VIEW v AS SELECT id === x AS s FROM t;

-- case: casts
CREATE TYPE num AS (v int); CREATE FUNCTION to_num(int) RETURNS num LANGUAGE sql IMMUTABLE AS 'SELECT ROW($1)::num'; CREATE TYPE e AS ENUM ('a'); CREATE CAST (e AS int) WITH INOUT;
-- change
CREATE CAST (int AS num) WITH FUNCTION to_num(int) AS ASSIGNMENT; COMMENT ON CAST (int AS num) IS 'c'; DROP CAST (e AS int); CREATE CAST (e AS int) WITH INOUT AS IMPLICIT;

-- case: collations
CREATE COLLATION old FROM "C"; CREATE TABLE t (a text COLLATE old); INSERT INTO t VALUES ('x');
-- change
CREATE COLLATION fresh (provider = icu, locale = 'de-u-co-phonebk', deterministic = false); ALTER TABLE t ALTER a TYPE text COLLATE fresh; DROP COLLATION old; COMMENT ON COLLATION fresh IS 'f';

-- case: conversions
-- change
CREATE CONVERSION mine FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8; COMMENT ON CONVERSION mine IS 'm';
