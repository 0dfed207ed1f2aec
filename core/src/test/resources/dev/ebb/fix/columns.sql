-- case: add columns
CREATE TABLE t (id int); INSERT INTO t VALUES (1), (2);
-- change
ALTER TABLE t ADD a int, ADD b text NOT NULL DEFAULT 'x', ADD c timestamptz DEFAULT now();

-- case: drop a column without a default that is not null
-- inverse: order
CREATE TABLE t (id int, a text NOT NULL, b int); INSERT INTO t VALUES (1, 'x', 2);
-- change
ALTER TABLE t DROP a;

-- case: drop the last column, a number that is not null
CREATE TABLE t (id int, a int NOT NULL); INSERT INTO t VALUES (1, 5);
-- change
ALTER TABLE t DROP a;

-- case: drop a column on which things hang
-- inverse: order
CREATE TABLE t (id int, a int CHECK (a > 0), b int DEFAULT 3); CREATE INDEX t_ab ON t (a, b); CREATE INDEX t_a ON t (b) WHERE a > 1;
CREATE VIEW v AS SELECT id, a FROM t; COMMENT ON COLUMN t.a IS 'a'; INSERT INTO t VALUES (1, 2, 3);
-- change
DROP VIEW v; ALTER TABLE t DROP a; CREATE VIEW v AS SELECT id FROM t;

-- case: drop a unique not null column
-- inverse: refused
CREATE TABLE t (id int, a int NOT NULL UNIQUE); INSERT INTO t VALUES (1, 5), (2, 6);
-- change
ALTER TABLE t DROP a;

-- case: rename a column on which things hang
CREATE TABLE t (id int PRIMARY KEY, a int CHECK (a > 0), g int GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE u (id int REFERENCES t (id), t_a int);
CREATE INDEX t_a ON t (a) WHERE a > 1; CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW w AS SELECT a + 1 AS next FROM v;
CREATE FUNCTION hook() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER hook BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (NEW.a > 1) EXECUTE FUNCTION hook();
CREATE POLICY p ON t USING (a > 0); COMMENT ON COLUMN t.a IS 'a'; GRANT SELECT (a) ON t TO fix_reader;
INSERT INTO t (id, a) VALUES (1, 2);
-- change
ALTER TABLE t RENAME a TO amount; ALTER TABLE t RENAME id TO key;

-- case: two columns swap their names
CREATE TABLE t (id int, a int, b int); INSERT INTO t VALUES (1, 2, 3);
-- change
ALTER TABLE t RENAME a TO x; ALTER TABLE t RENAME b TO a; ALTER TABLE t RENAME x TO b;

-- case: rename a column, and a new one takes its name
CREATE TABLE t (id int, a int); INSERT INTO t VALUES (1, 2);
-- change
ALTER TABLE t RENAME a TO old_a; ALTER TABLE t ADD a text DEFAULT 'x';

-- case: rename and retype a column, and rename its table
CREATE TABLE t (id int, a int DEFAULT 1); INSERT INTO t VALUES (1, 2);
-- change
ALTER TABLE t RENAME a TO b; ALTER TABLE t ALTER b TYPE bigint; ALTER TABLE t RENAME TO tt;

-- case: a column is made anew under the same name
CREATE TABLE t (id int, a int); INSERT INTO t VALUES (1, 2);
-- change
ALTER TABLE t DROP a; ALTER TABLE t ADD a text;

-- case: widen and narrow an integer
CREATE TABLE t (id int, a int DEFAULT 7); INSERT INTO t VALUES (1, 2);
-- change
ALTER TABLE t ALTER a TYPE bigint;

-- case: narrow a varchar
CREATE TABLE t (id int, a varchar(20), b text); INSERT INTO t VALUES (1, 'abc', 'abc');
-- change
ALTER TABLE t ALTER a TYPE varchar(5), ALTER b TYPE varchar(4);

-- case: narrow a varchar in use
-- forward: refused
CREATE TABLE t (id int, a varchar(20)); INSERT INTO t VALUES (1, 'abcdefghij');
-- change
ALTER TABLE t ALTER a TYPE varchar(5) USING left(a, 5);

-- case: text to integer and back
CREATE TABLE t (id int, a text DEFAULT '5'); INSERT INTO t VALUES (1, '007');
-- change
ALTER TABLE t ALTER a DROP DEFAULT; ALTER TABLE t ALTER a TYPE int USING a::int; ALTER TABLE t ALTER a SET DEFAULT 5;

-- case: fewer digits
CREATE TABLE t (id int, a numeric(10,4), b double precision, c timestamp); INSERT INTO t VALUES (1, 1.2345, 1.123456789012, '2026-01-01 10:11:12.123456');
-- change
ALTER TABLE t ALTER a TYPE numeric(10,2), ALTER b TYPE real, ALTER c TYPE date;

-- case: json to jsonb
CREATE TABLE t (id int, a json); INSERT INTO t VALUES (1, '{"b":1, "a":2,"a":3}');
-- change
ALTER TABLE t ALTER a TYPE jsonb;

-- case: boolean to an enum
CREATE TABLE t (id int, a boolean NOT NULL DEFAULT false); INSERT INTO t VALUES (1, true), (2, false);
CREATE TYPE state AS ENUM ('true', 'false');
-- change
ALTER TABLE t ALTER a DROP DEFAULT; ALTER TABLE t ALTER a TYPE state USING a::text::state; ALTER TABLE t ALTER a SET DEFAULT 'false';

-- case: a new enum for a text column
CREATE TABLE t (id int, a text NOT NULL DEFAULT 'new'); INSERT INTO t VALUES (1, 'new'), (2, 'old');
-- change
CREATE TYPE state AS ENUM ('new', 'old');
ALTER TABLE t ALTER a DROP DEFAULT; ALTER TABLE t ALTER a TYPE state USING a::state; ALTER TABLE t ALTER a SET DEFAULT 'new';

-- case: an array of other elements
CREATE TABLE t (id int, a int[] DEFAULT '{1}'); INSERT INTO t VALUES (1, '{1,2}');
-- change
ALTER TABLE t ALTER a TYPE bigint[];

-- case: retype a column on which everything hangs
CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY, u_id int REFERENCES u, a int CHECK (a > 0), g int GENERATED ALWAYS AS (id * 2) STORED);
CREATE INDEX t_a ON t (a) WHERE a > 1; CREATE VIEW v AS SELECT id, a FROM t; CREATE MATERIALIZED VIEW m AS SELECT a FROM v; CREATE INDEX m_a ON m (a);
CREATE FUNCTION hook() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER hook BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (NEW.a > 1) EXECUTE FUNCTION hook();
CREATE POLICY p ON t USING (a > 0); CREATE RULE r AS ON DELETE TO t WHERE OLD.a > 5 DO INSTEAD NOTHING; COMMENT ON VIEW v IS 'v'; GRANT SELECT ON v TO fix_reader;
CREATE STATISTICS s ON id, a FROM t; COMMENT ON RULE r ON t IS 'r'; COMMENT ON INDEX m_a IS 'm_a';
INSERT INTO u VALUES (1); INSERT INTO t VALUES (1, 1, 2); REFRESH MATERIALIZED VIEW m;
-- change
DROP VIEW v CASCADE; DROP POLICY p ON t; DROP TRIGGER hook ON t; DROP RULE r ON t;
ALTER TABLE t ALTER a TYPE bigint;
CREATE VIEW v AS SELECT id, a FROM t; CREATE MATERIALIZED VIEW m AS SELECT a FROM v; CREATE INDEX m_a ON m (a);
CREATE TRIGGER hook BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (NEW.a > 1) EXECUTE FUNCTION hook();
CREATE POLICY p ON t USING (a > 0); CREATE RULE r AS ON DELETE TO t WHERE OLD.a > 5 DO INSTEAD NOTHING; COMMENT ON VIEW v IS 'v'; GRANT SELECT ON v TO fix_reader;
COMMENT ON RULE r ON t IS 'r'; COMMENT ON INDEX m_a IS 'm_a';

-- case: retype a key and what refers to it
CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int, t_id int REFERENCES t ON DELETE CASCADE); INSERT INTO t VALUES (1); INSERT INTO u VALUES (1, 1);
-- change
ALTER TABLE t ALTER id TYPE bigint; ALTER TABLE u ALTER t_id TYPE bigint;

-- case: retype a column that a generated column reads
CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a + 1) STORED); INSERT INTO t VALUES (1);
-- change
ALTER TABLE t DROP g; ALTER TABLE t ALTER a TYPE bigint; ALTER TABLE t ADD g int GENERATED ALWAYS AS (a + 1) STORED;

-- case: defaults come, change and go
CREATE TABLE t (a int, b int DEFAULT 1, c int DEFAULT 2, d text DEFAULT 'x'); INSERT INTO t VALUES (1, 2, 3, 'd');
-- change
ALTER TABLE t ALTER a SET DEFAULT 5, ALTER b SET DEFAULT 6, ALTER c DROP DEFAULT, ALTER d SET DEFAULT NULL;

-- case: a default by a new function, another loses its own
CREATE FUNCTION old() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE t (a int, b int DEFAULT old()); INSERT INTO t VALUES (1, 2);
-- change
CREATE FUNCTION fresh() RETURNS int LANGUAGE sql AS 'SELECT 2'; ALTER TABLE t ALTER a SET DEFAULT fresh(); ALTER TABLE t ALTER b DROP DEFAULT; DROP FUNCTION old();

-- case: not null
CREATE TABLE t (a int, b int NOT NULL); INSERT INTO t VALUES (1, 2);
-- change
ALTER TABLE t ALTER a SET NOT NULL, ALTER b DROP NOT NULL;

-- case: not null where there are nulls
-- inverse: refused
CREATE TABLE t (a int, b int NOT NULL); INSERT INTO t VALUES (1, 2);
-- change
ALTER TABLE t ALTER b DROP NOT NULL; INSERT INTO t VALUES (3, NULL);

-- case: identity comes and goes
CREATE TABLE t (a int NOT NULL, b int GENERATED ALWAYS AS IDENTITY (START 5), c int GENERATED ALWAYS AS IDENTITY); INSERT INTO t (a) VALUES (1);
-- change
ALTER TABLE t ALTER a ADD GENERATED BY DEFAULT AS IDENTITY (START 100 INCREMENT 2), ALTER b DROP IDENTITY, ALTER c SET GENERATED BY DEFAULT SET INCREMENT 3;

-- case: serial to identity
CREATE TABLE t (id serial PRIMARY KEY, a int); INSERT INTO t (a) VALUES (1);
-- change
ALTER TABLE t ALTER id DROP DEFAULT; DROP SEQUENCE t_id_seq; ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY;

-- case: a generated column becomes plain
-- inverse: refused
CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a * 2) STORED); INSERT INTO t VALUES (1);
-- change
ALTER TABLE t ALTER g DROP EXPRESSION;

-- case: a generated column comes
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
-- change
ALTER TABLE t ADD g int GENERATED ALWAYS AS (a * 2) STORED; CREATE INDEX t_g ON t (g);

-- case: a generated column computes something else
CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a * 2) STORED); CREATE VIEW v AS SELECT g FROM t; INSERT INTO t VALUES (1);
-- change
DROP VIEW v; ALTER TABLE t DROP g; ALTER TABLE t ADD g int GENERATED ALWAYS AS (a * 3) STORED; CREATE VIEW v AS SELECT g FROM t;

-- case: collation
CREATE TABLE t (a text, b text COLLATE "C"); CREATE INDEX t_a ON t (a); INSERT INTO t VALUES ('a', 'b');
-- change
ALTER TABLE t ALTER a TYPE text COLLATE "C", ALTER b TYPE text;

-- case: storage, compression, statistics and options
CREATE TABLE t (a text, b text, c int, d int); ALTER TABLE t ALTER b SET STORAGE EXTERNAL; INSERT INTO t VALUES ('a', 'b', 1, 2);
-- change
ALTER TABLE t ALTER a SET STORAGE MAIN, ALTER b SET STORAGE EXTENDED, ALTER c SET STATISTICS 500, ALTER a SET COMPRESSION pglz, ALTER d SET (n_distinct = 5);

-- case: comments on columns
CREATE TABLE t (a text, b text); COMMENT ON COLUMN t.a IS 'old'; COMMENT ON COLUMN t.b IS 'same'; INSERT INTO t VALUES ('a', 'b');
-- change
COMMENT ON COLUMN t.a IS 'new'; COMMENT ON COLUMN t.b IS NULL;

-- case: rights on columns
CREATE TABLE t (a text, b text); GRANT SELECT (a) ON t TO fix_reader; INSERT INTO t VALUES ('a', 'b');
-- change
REVOKE SELECT (a) ON t FROM fix_reader; GRANT UPDATE (b), SELECT (b) ON t TO "Fix Writer";

-- case: a column of an extension's type becomes plain and the extension goes
CREATE EXTENSION citext; CREATE TABLE t (id int, a citext DEFAULT 'X'); CREATE INDEX t_a ON t (a); INSERT INTO t VALUES (1, 'Abc');
-- change
ALTER TABLE t ALTER a TYPE text; DROP EXTENSION citext CASCADE; ALTER TABLE t ALTER a SET DEFAULT 'X';

-- case: a column of a domain becomes plain
CREATE DOMAIN handle AS text CHECK (VALUE <> ''); CREATE TABLE t (id int, a handle); INSERT INTO t VALUES (1, 'x');
-- change
ALTER TABLE t ALTER a TYPE text; DROP DOMAIN handle;

-- case: a bigint from a text with a default that does not cast
CREATE TABLE t (id int, a text NOT NULL DEFAULT '1'); INSERT INTO t VALUES (1, '12');
-- change
ALTER TABLE t ALTER a DROP DEFAULT, ALTER a TYPE bigint USING a::bigint, ALTER a SET DEFAULT 1;

-- case: a timestamp gets a zone
CREATE TABLE t (id int, a timestamp DEFAULT now()); INSERT INTO t VALUES (1, '2026-03-29 02:30:00');
-- change
ALTER TABLE t ALTER a TYPE timestamptz USING a AT TIME ZONE 'UTC';
