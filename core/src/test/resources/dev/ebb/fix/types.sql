-- case: an enum comes with a table that uses it
-- change
CREATE TYPE mood AS ENUM ('sad', 'it''s', 'happy'); CREATE TABLE t (id int, m mood NOT NULL DEFAULT 'sad', ms mood[]); INSERT INTO t VALUES (1, 'happy', '{sad}'); COMMENT ON TYPE mood IS 'm';

-- case: values for an enum
CREATE TYPE mood AS ENUM ('b', 'd'); CREATE TABLE t (id int, m mood DEFAULT 'b'); INSERT INTO t VALUES (1, 'd');
-- change
ALTER TYPE mood ADD VALUE 'e'; ALTER TYPE mood ADD VALUE 'a' BEFORE 'b'; ALTER TYPE mood ADD VALUE 'c' AFTER 'b';

-- case: values are taken from an enum on which everything hangs
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (id int PRIMARY KEY, m mood NOT NULL DEFAULT 'ok', ms mood[] DEFAULT '{ok}', CHECK (m <> 'happy')); CREATE INDEX t_m ON t (m) WHERE m = 'ok'; CREATE VIEW v AS SELECT m FROM t WHERE m = 'ok'::mood;
CREATE FUNCTION f(x mood) RETURNS mood LANGUAGE sql AS 'SELECT x'; COMMENT ON TYPE mood IS 'm'; GRANT USAGE ON TYPE mood TO fix_reader; CREATE TYPE pair AS (a int, m mood); INSERT INTO t VALUES (1, 'ok', '{sad,ok}');
-- change
DROP FUNCTION f(mood); DROP VIEW v; DROP TYPE pair; ALTER TABLE t DROP CONSTRAINT t_m_check; DROP INDEX t_m; ALTER TABLE t ALTER m DROP DEFAULT, ALTER ms DROP DEFAULT;
ALTER TYPE mood RENAME TO old_mood; CREATE TYPE mood AS ENUM ('sad', 'ok'); ALTER TABLE t ALTER m TYPE mood USING m::text::mood, ALTER ms TYPE mood[] USING ms::text[]::mood[]; DROP TYPE old_mood;
ALTER TABLE t ALTER m SET DEFAULT 'ok', ALTER ms SET DEFAULT '{ok}'; CREATE INDEX t_m ON t (m) WHERE m = 'ok'; CREATE VIEW v AS SELECT m FROM t WHERE m = 'ok'::mood;
CREATE FUNCTION f(x mood) RETURNS mood LANGUAGE sql AS 'SELECT x'; COMMENT ON TYPE mood IS 'm'; GRANT USAGE ON TYPE mood TO fix_reader; CREATE TYPE pair AS (a int, m mood);

-- case: a value in use is taken from an enum
-- inverse: refused
CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE t (id int, m mood); INSERT INTO t VALUES (1, 'a');
-- change
ALTER TYPE mood ADD VALUE 'c'; UPDATE t SET m = 'c';

-- case: rename a value of an enum
CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE t (id int, m mood DEFAULT 'a', CHECK (m <> 'b')); CREATE VIEW v AS SELECT * FROM t WHERE m = 'a'; INSERT INTO t VALUES (1, 'a');
-- change
ALTER TYPE mood RENAME VALUE 'a' TO 'first';

-- case: another order of an enum
CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE t (id int, m mood); INSERT INTO t VALUES (1, 'a');
-- change
ALTER TYPE mood RENAME TO old; CREATE TYPE mood AS ENUM ('b', 'a'); ALTER TABLE t ALTER m TYPE mood USING m::text::mood; DROP TYPE old;

-- case: a new value is used as a default at once
CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE t (id int, m mood DEFAULT 'a'); INSERT INTO t VALUES (1, 'a');
-- change
ALTER TYPE mood ADD VALUE 'c'; ALTER TABLE t ALTER m SET DEFAULT 'c'; CREATE INDEX t_m ON t (id) WHERE m = 'c'; ALTER TABLE t ADD CHECK (m <> 'b' OR m = 'c');

-- case: rename and move types
CREATE SCHEMA side; CREATE TYPE mood AS ENUM ('a'); CREATE DOMAIN d AS int CHECK (VALUE > 0); CREATE TYPE pair AS (a int); CREATE TABLE t (m mood DEFAULT 'a', d d, p pair); CREATE FUNCTION f(mood) RETURNS d LANGUAGE sql AS 'SELECT 1::d'; INSERT INTO t VALUES ('a', 1, ROW(1));
-- change
ALTER TYPE mood RENAME TO feeling; ALTER DOMAIN d SET SCHEMA side; ALTER TYPE pair RENAME TO two; ALTER TYPE two SET SCHEMA side;

-- case: a domain comes, and changes
CREATE DOMAIN d AS text DEFAULT 'x' CONSTRAINT short CHECK (length(VALUE) < 10); CREATE TABLE t (id int, d d); INSERT INTO t VALUES (1, 'abc');
-- change
CREATE DOMAIN code AS varchar(10) COLLATE "C" NOT NULL DEFAULT 'q' CHECK (VALUE <> ''); CREATE TABLE u (c code); INSERT INTO u VALUES ('x');
ALTER DOMAIN d SET DEFAULT 'y'; ALTER DOMAIN d SET NOT NULL; ALTER DOMAIN d DROP CONSTRAINT short; ALTER DOMAIN d ADD CONSTRAINT full_text CHECK (VALUE <> '') NOT VALID;

-- case: a constraint of a domain is renamed and validated
CREATE DOMAIN d AS text CONSTRAINT a CHECK (VALUE <> ''); ALTER DOMAIN d ADD CONSTRAINT later CHECK (VALUE <> 'z') NOT VALID; CREATE TABLE t (d d); INSERT INTO t VALUES ('x');
-- change
ALTER DOMAIN d RENAME CONSTRAINT a TO b; ALTER DOMAIN d VALIDATE CONSTRAINT later; COMMENT ON CONSTRAINT b ON DOMAIN d IS 'b';

-- case: a domain over another type
CREATE DOMAIN d AS int CHECK (VALUE > 0); CREATE TABLE t (id int, d d DEFAULT 5); CREATE INDEX t_d ON t (d); INSERT INTO t VALUES (1, 7);
-- change
ALTER TABLE t ALTER d TYPE int; DROP DOMAIN d; CREATE DOMAIN d AS bigint CHECK (VALUE > 0); ALTER TABLE t ALTER d TYPE d;

-- case: a composite type that no table uses
CREATE TYPE pair AS (a int, b text); CREATE FUNCTION f(pair) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- change
ALTER TYPE pair ADD ATTRIBUTE c int; ALTER TYPE pair ALTER ATTRIBUTE b TYPE varchar(9); ALTER TYPE pair RENAME ATTRIBUTE a TO first;

-- case: a composite type in a column
CREATE TYPE pair AS (a int, b text, c int); CREATE TABLE t (id int, p pair); INSERT INTO t VALUES (1, ROW(1, 'x', 2));
-- change
ALTER TYPE pair ADD ATTRIBUTE d int; ALTER TYPE pair DROP ATTRIBUTE c; ALTER TYPE pair RENAME ATTRIBUTE a TO first;

-- case: an attribute in a column gets another type
-- forward: refused
-- inverse: refused
CREATE TYPE pair AS (a int, b text); CREATE TABLE t (id int, p pair); INSERT INTO t VALUES (1, ROW(1, 'x'));
-- change
ALTER TABLE t ALTER p TYPE text USING p::text; ALTER TYPE pair ALTER ATTRIBUTE a TYPE bigint; ALTER TABLE t ALTER p TYPE pair USING p::pair;

-- case: a range comes
-- change
CREATE TYPE float_range AS RANGE (subtype = float8, subtype_diff = float8mi); CREATE TABLE t (r float_range, m float_multirange); INSERT INTO t VALUES ('[1,2)', '{}');

-- case: an enum goes with the column that used it
-- inverse: order
CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE t (id int, m mood, n int); INSERT INTO t VALUES (1, 'a', 2);
-- change
ALTER TABLE t DROP m; DROP TYPE mood;
