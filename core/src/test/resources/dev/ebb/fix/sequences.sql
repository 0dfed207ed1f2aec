-- case: a sequence comes
-- change
CREATE SEQUENCE s AS smallint START 5 INCREMENT 2 MINVALUE 1 MAXVALUE 99 CACHE 3 CYCLE; SELECT nextval('s');

-- case: a sequence changes and keeps counting
CREATE SEQUENCE s START 5; CREATE TABLE t (id int DEFAULT nextval('s')); INSERT INTO t DEFAULT VALUES;
-- change
ALTER SEQUENCE s AS bigint INCREMENT 10 MINVALUE 2 MAXVALUE 1000 CACHE 5 CYCLE START 6;

-- case: another type of a sequence
CREATE SEQUENCE s AS int; CREATE TABLE t (id bigint DEFAULT nextval('s')); INSERT INTO t DEFAULT VALUES;
-- change
ALTER SEQUENCE s AS bigint;

-- case: a sequence gets an owner
CREATE SEQUENCE s; CREATE TABLE t (id int DEFAULT nextval('s'), b int); CREATE TABLE u (id serial); INSERT INTO t DEFAULT VALUES;
-- change
ALTER SEQUENCE s OWNED BY t.id; ALTER SEQUENCE u_id_seq OWNED BY NONE;

-- case: an owned sequence stays when its table goes
CREATE TABLE u (id serial, a int); INSERT INTO u (a) VALUES (1); CREATE TABLE t (id int); INSERT INTO t VALUES (1);
-- change
ALTER SEQUENCE u_id_seq OWNED BY t.id; DROP TABLE u;

-- case: rename a sequence
CREATE TABLE t (id serial); INSERT INTO t DEFAULT VALUES;
-- change
ALTER SEQUENCE t_id_seq RENAME TO numbers;

-- case: a plain number becomes serial
CREATE TABLE t (id int NOT NULL); INSERT INTO t VALUES (41);
-- change
CREATE SEQUENCE t_id_seq OWNED BY t.id; SELECT setval('t_id_seq', 41); ALTER TABLE t ALTER id SET DEFAULT nextval('t_id_seq');

-- case: an unlogged sequence
CREATE SEQUENCE s; SELECT nextval('s');
-- change
ALTER SEQUENCE s SET UNLOGGED;
