-- case: checks come and go
CREATE TABLE t (a int, b int, CONSTRAINT old CHECK (a > 0)); INSERT INTO t VALUES (1, 2);
-- change
ALTER TABLE t DROP CONSTRAINT old; ALTER TABLE t ADD CONSTRAINT fresh CHECK (a > 0 AND b > 1);

-- case: a check changes under its name
CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0)); COMMENT ON CONSTRAINT c ON t IS 'c'; INSERT INTO t VALUES (1);
-- change
ALTER TABLE t DROP CONSTRAINT c; ALTER TABLE t ADD CONSTRAINT c CHECK (a > -1);

-- case: a check that is not valid
CREATE TABLE t (a int); INSERT INTO t VALUES (-1);
-- change
ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;

-- case: validate
CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; INSERT INTO t VALUES (1);
CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE f (p int); ALTER TABLE f ADD CONSTRAINT f_p FOREIGN KEY (p) REFERENCES p NOT VALID; COMMENT ON CONSTRAINT f_p ON f IS 'later';
-- change
ALTER TABLE t VALIDATE CONSTRAINT c; ALTER TABLE f VALIDATE CONSTRAINT f_p;

-- case: foreign keys come, change and go
CREATE TABLE p (id int PRIMARY KEY, x int, UNIQUE (id, x)); CREATE TABLE f (a int REFERENCES p, b int, c int CONSTRAINT c_key REFERENCES p, d int); INSERT INTO p VALUES (1, 1); INSERT INTO f VALUES (1, 1, 1, 1);
-- change
ALTER TABLE f DROP CONSTRAINT f_a_fkey; ALTER TABLE f ADD CONSTRAINT f_a_fkey FOREIGN KEY (a) REFERENCES p ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE f ADD FOREIGN KEY (b, d) REFERENCES p (id, x) MATCH FULL; ALTER TABLE f DROP CONSTRAINT c_key;

-- case: deferrable
CREATE TABLE p (id int PRIMARY KEY, u int UNIQUE); CREATE TABLE f (a int REFERENCES p, b int REFERENCES p DEFERRABLE INITIALLY DEFERRED); INSERT INTO p VALUES (1, 1); INSERT INTO f VALUES (1, 1);
-- change
ALTER TABLE f ALTER CONSTRAINT f_a_fkey DEFERRABLE INITIALLY DEFERRED; ALTER TABLE f ALTER CONSTRAINT f_b_fkey DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE p DROP CONSTRAINT p_u_key; ALTER TABLE p ADD CONSTRAINT p_u_key UNIQUE (u) DEFERRABLE;

-- case: unique comes and goes
CREATE TABLE t (a int, b int UNIQUE, c int); INSERT INTO t VALUES (1, 2, 3);
-- change
ALTER TABLE t ADD CONSTRAINT t_a UNIQUE (a) INCLUDE (c) WITH (fillfactor = 80); ALTER TABLE t DROP CONSTRAINT t_b_key; ALTER TABLE t ADD CONSTRAINT t_c UNIQUE NULLS NOT DISTINCT (c);

-- case: unique over duplicates
-- inverse: refused
CREATE TABLE t (a int UNIQUE); INSERT INTO t VALUES (1);
-- change
ALTER TABLE t DROP CONSTRAINT t_a_key; INSERT INTO t VALUES (1);

-- case: another primary key under foreign keys
CREATE TABLE p (id int CONSTRAINT p_pkey PRIMARY KEY, code int NOT NULL CONSTRAINT p_code UNIQUE); CREATE TABLE f (p_id int CONSTRAINT f_p REFERENCES p); INSERT INTO p VALUES (1, 10); INSERT INTO f VALUES (1);
-- change
ALTER TABLE f DROP CONSTRAINT f_p; ALTER TABLE p DROP CONSTRAINT p_pkey; ALTER TABLE p DROP CONSTRAINT p_code; ALTER TABLE p ADD CONSTRAINT p_pkey PRIMARY KEY (code); ALTER TABLE p ADD CONSTRAINT p_id UNIQUE (id);
ALTER TABLE f ADD CONSTRAINT f_p FOREIGN KEY (p_id) REFERENCES p (id);

-- case: rename a primary key under a foreign key
CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE f (p_id int REFERENCES p); INSERT INTO p VALUES (1); INSERT INTO f VALUES (1);
-- change
ALTER TABLE p RENAME CONSTRAINT p_pkey TO main_key; ALTER TABLE f RENAME CONSTRAINT f_p_id_fkey TO to_p;

-- case: a wider primary key
CREATE TABLE t (a int PRIMARY KEY, b int); CREATE VIEW v AS SELECT a, max(b) AS b FROM t GROUP BY a; INSERT INTO t VALUES (1, 2);
-- change
ALTER TABLE t DROP CONSTRAINT t_pkey; ALTER TABLE t ADD PRIMARY KEY (a, b);

-- case: a primary key on which a view's grouping hangs
CREATE TABLE t (a int PRIMARY KEY, b int); CREATE VIEW v AS SELECT a, b FROM t GROUP BY a; INSERT INTO t VALUES (1, 2);
-- change
DROP VIEW v; ALTER TABLE t DROP CONSTRAINT t_pkey; CREATE VIEW v AS SELECT a, b FROM t;

-- case: rename constraints
CREATE TABLE t (a int CONSTRAINT c CHECK (a > 0), b int CONSTRAINT u UNIQUE); COMMENT ON CONSTRAINT c ON t IS 'c'; INSERT INTO t VALUES (1, 2);
-- change
ALTER TABLE t RENAME CONSTRAINT c TO c2; ALTER TABLE t RENAME CONSTRAINT u TO u2;

-- case: two constraints swap their names
CREATE TABLE t (a int CONSTRAINT c CHECK (a > 0) CONSTRAINT d CHECK (a < 9)); INSERT INTO t VALUES (1);
-- change
ALTER TABLE t RENAME CONSTRAINT c TO x; ALTER TABLE t RENAME CONSTRAINT d TO c; ALTER TABLE t RENAME CONSTRAINT x TO d;

-- case: exclusion
CREATE TABLE t (a int4range, b int); INSERT INTO t VALUES ('[1,2)', 3);
-- change
ALTER TABLE t ADD CONSTRAINT no_overlap EXCLUDE USING gist (a WITH &&) WHERE (b > 0);

-- case: a primary key from an index
CREATE TABLE t (a int NOT NULL); CREATE UNIQUE INDEX t_a ON t (a); INSERT INTO t VALUES (1);
-- change
ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_a;

-- case: comments on a constraint and on its index
CREATE TABLE t (a int PRIMARY KEY); INSERT INTO t VALUES (1);
-- change
COMMENT ON CONSTRAINT t_pkey ON t IS 'the key'; COMMENT ON INDEX t_pkey IS 'its index';

-- case: a commented key is made anew
CREATE TABLE t (a int CONSTRAINT k UNIQUE, b int); COMMENT ON CONSTRAINT k ON t IS 'the key'; COMMENT ON INDEX k IS 'its index'; INSERT INTO t VALUES (1, 2);
-- change
ALTER TABLE t DROP CONSTRAINT k; ALTER TABLE t ADD CONSTRAINT k UNIQUE (a, b); COMMENT ON CONSTRAINT k ON t IS 'the key'; COMMENT ON INDEX k IS 'its index';

-- case: foreign key to oneself and a partitioned table
CREATE TABLE t (id int PRIMARY KEY, up int); CREATE TABLE e (id int, t int) PARTITION BY HASH (id); CREATE TABLE e0 PARTITION OF e FOR VALUES WITH (MODULUS 1, REMAINDER 0); INSERT INTO t VALUES (1); INSERT INTO e VALUES (1, 1);
-- change
ALTER TABLE t ADD FOREIGN KEY (up) REFERENCES t; ALTER TABLE e ADD FOREIGN KEY (t) REFERENCES t;

-- case: a check by a function that changes
CREATE FUNCTION good(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0'; CREATE TABLE t (a int, CONSTRAINT c CHECK (good(a))); CREATE INDEX t_good ON t (good(a)); INSERT INTO t VALUES (1);
-- change
ALTER TABLE t DROP CONSTRAINT c; DROP INDEX t_good; DROP FUNCTION good(int); CREATE FUNCTION good(n int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT n > 0'; ALTER TABLE t ADD CONSTRAINT c CHECK (good(a)); CREATE INDEX t_good ON t (good(a));
