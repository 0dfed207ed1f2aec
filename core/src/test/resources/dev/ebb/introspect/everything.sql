-- At least one object of every kind that pg_dump knows, and names that need quotes.
CREATE SCHEMA app;
CREATE SCHEMA "We.ird ""Name";
CREATE EXTENSION citext;
CREATE TRUSTED LANGUAGE plx HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE ACCESS METHOD btree2 TYPE INDEX HANDLER bthandler;

CREATE TYPE app.mood AS ENUM ('sad', 'o''k', 'very "happy", {really}');
CREATE TYPE app.pair AS (a int, b text COLLATE "C");
CREATE TYPE app.shell;
CREATE COLLATION app.upper_first (PROVIDER = icu, LOCALE = 'en-u-kf-upper');
CREATE COLLATION app.plain (LOCALE = 'C');
CREATE DOMAIN app.handle AS citext DEFAULT 'nobody' CHECK (VALUE <> '');
CREATE DOMAIN app.named AS text COLLATE app.upper_first CONSTRAINT "not too long" CHECK (length(VALUE) < 100) NOT NULL;
CREATE FUNCTION app.float8mi(float8, float8) RETURNS float8 LANGUAGE internal IMMUTABLE STRICT AS 'float8mi';
CREATE TYPE app.span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = app.float8mi);

CREATE TYPE app.number9;
CREATE FUNCTION app.number9_in(cstring) RETURNS app.number9 LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION app.number9_out(app.number9) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE app.number9 (INPUT = app.number9_in, OUTPUT = app.number9_out, LIKE = int4, CATEGORY = 'N', DEFAULT = '9', DELIMITER = ';');
CREATE FUNCTION app.number9_eq(app.number9, app.number9) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4eq';
CREATE FUNCTION app.number9_ne(app.number9, app.number9) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4ne';
CREATE FUNCTION app.number9_hash(app.number9) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'hashint4';
CREATE FUNCTION app.number9_recv(internal) RETURNS app.number9 LANGUAGE internal STABLE STRICT AS 'int4recv';
CREATE OPERATOR app.<> (FUNCTION = app.number9_ne, LEFTARG = app.number9, RIGHTARG = app.number9, COMMUTATOR = OPERATOR(app.<>));
CREATE OPERATOR app.= (FUNCTION = app.number9_eq, LEFTARG = app.number9, RIGHTARG = app.number9, COMMUTATOR = OPERATOR(app.=), NEGATOR = OPERATOR(app.<>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES);
CREATE FUNCTION app.negative(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT -$1';
CREATE OPERATOR app.!! (FUNCTION = app.negative, RIGHTARG = int);
CREATE OPERATOR FAMILY app.loose USING hash;
CREATE OPERATOR CLASS app.number9_ops DEFAULT FOR TYPE app.number9 USING hash FAMILY app.loose AS OPERATOR 1 app.= (app.number9, app.number9), FUNCTION 1 app.number9_hash(app.number9);
CREATE FUNCTION app.number9_int(app.number9) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 9';
CREATE CAST (app.number9 AS int) WITH FUNCTION app.number9_int(app.number9) AS ASSIGNMENT;
CREATE CAST (app.mood AS app.pair) WITH INOUT;
CREATE CONVERSION app.narrow FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
CREATE TRANSFORM FOR app.number9 LANGUAGE plx (FROM SQL WITH FUNCTION prsd_lextype(internal));

CREATE SEQUENCE app.numbers AS int START 7 INCREMENT BY 3 MINVALUE 1 MAXVALUE 1000 CACHE 2 CYCLE;
CREATE TABLE app.people (
  id int GENERATED ALWAYS AS IDENTITY (START WITH 5) PRIMARY KEY,
  serial_no bigserial,
  name app.handle NOT NULL DEFAULT 'x' CONSTRAINT one_name UNIQUE DEFERRABLE INITIALLY DEFERRED,
  mood app.mood DEFAULT 'sad',
  twice int GENERATED ALWAYS AS (2 * 21) STORED,
  note text COLLATE "C",
  age int,
  length numeric(10, 2)[],
  "Odd, Name" varchar(20),
  during app.span,
  n9 app.number9,
  CONSTRAINT adult CHECK (age > 17) NO INHERIT,
  EXCLUDE USING gist (int4range(age, 200) WITH &&)) WITH (fillfactor = 70, toast.autovacuum_enabled = false);
ALTER TABLE app.people ADD CONSTRAINT short CHECK (length(note) < 1000) NOT VALID;
ALTER TABLE app.people ALTER note SET STORAGE external, ALTER age SET STATISTICS 500, ALTER age SET (n_distinct = 50);
CREATE TABLE app.pets (
  owner int REFERENCES app.people ON DELETE CASCADE,
  guardian int,
  chip uuid NOT NULL, UNIQUE (chip, owner) INCLUDE (guardian) WITH (fillfactor = 80));
ALTER TABLE app.pets ADD CONSTRAINT guarded FOREIGN KEY (guardian) REFERENCES app.people DEFERRABLE NOT VALID;
CREATE UNLOGGED TABLE app.passing (id int, at timestamptz(3) DEFAULT now());
CREATE TABLE app.typed OF app.pair (PRIMARY KEY (a), b WITH OPTIONS DEFAULT 'typed');
CREATE TABLE app.parent (id int NOT NULL, kind text DEFAULT 'p', CONSTRAINT positive CHECK (id > 0));
CREATE TABLE app.child (extra text, kind text DEFAULT 'c') INHERITS (app.parent);
CREATE TABLE app.events (at date NOT NULL, what text, who int REFERENCES app.people, PRIMARY KEY (at, what)) PARTITION BY RANGE (at);
CREATE TABLE app.events_old PARTITION OF app.events FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE app.events_new PARTITION OF app.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (what);
CREATE TABLE app.events_rest PARTITION OF app.events DEFAULT;
CREATE TABLE app.events_single (what text NOT NULL, at date NOT NULL, who int);
CREATE INDEX events_what ON app.events (what);
CREATE TABLE app.heaped (id int) USING heap2;
CREATE TABLE "We.ird ""Name"."T.a""b" ("c.d" int, "e""f" text, "ПРИВЕТ" int DEFAULT 1);
CREATE INDEX "i.dx" ON "We.ird ""Name"."T.a""b" ("c.d" DESC NULLS LAST, "ПРИВЕТ");

CREATE INDEX people_age ON app.people USING btree (age) INCLUDE (note) WHERE age > 3;
CREATE INDEX people_lower ON app.people (lower(note) COLLATE "C" text_pattern_ops, (age + 1));
ALTER INDEX app.people_lower ALTER COLUMN 2 SET STATISTICS 300;
CREATE UNIQUE INDEX pets_chip ON app.pets (chip);
ALTER TABLE app.pets REPLICA IDENTITY USING INDEX pets_chip;
ALTER TABLE app.people CLUSTER ON people_lower;
CREATE INDEX passing_brin ON app.passing USING brin (at) WITH (pages_per_range = 32);

CREATE VIEW app.adults WITH (security_barrier) AS SELECT id, name, age FROM app.people WHERE age >= 18 WITH LOCAL CHECK OPTION;
CREATE VIEW app.names AS SELECT name FROM app.adults;
ALTER VIEW app.adults ALTER age SET DEFAULT 18;
CREATE MATERIALIZED VIEW app.counts WITH (fillfactor = 60) AS SELECT mood, count(*) AS n FROM app.people GROUP BY mood;
CREATE UNIQUE INDEX counts_mood ON app.counts (mood);
CREATE RECURSIVE VIEW app.series (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM series WHERE n < 5;

CREATE FUNCTION app.twice(x int, y int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN x * y;
CREATE FUNCTION app.twice(x text) RETURNS text LANGUAGE plpgsql SET search_path = 'app', 'pg_temp' SECURITY DEFINER COST 10 AS $f$ BEGIN RETURN x || E'\n$$' || x; END $f$;
CREATE FUNCTION app.many(OUT a int, OUT b text) RETURNS SETOF record LANGUAGE sql ROWS 5 AS 'SELECT 1, ''x''';
CREATE FUNCTION app.variable(VARIADIC numbers int[]) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE PROCEDURE app.nothing(INOUT x int) LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE app.total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = SAFE);
CREATE AGGREGATE app.everything(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
CREATE AGGREGATE app.middle(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE FUNCTION app.hook() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION app.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE TRIGGER people_hook BEFORE INSERT OR UPDATE OF age, mood ON app.people FOR EACH ROW WHEN (NEW.age > 3) EXECUTE FUNCTION app.hook('a''b');
CREATE TRIGGER events_hook AFTER INSERT ON app.events FOR EACH ROW EXECUTE FUNCTION app.hook();
CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON app.child DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.hook();
CREATE TRIGGER adults_hook INSTEAD OF DELETE ON app.adults FOR EACH ROW EXECUTE FUNCTION app.hook();
CREATE EVENT TRIGGER watching ON ddl_command_end WHEN TAG IN ('DROP INDEX', 'CREATE VIEW') EXECUTE FUNCTION app.watch();
CREATE RULE no_delete AS ON DELETE TO app.people DO INSTEAD NOTHING;
ALTER TABLE app.people ENABLE ROW LEVEL SECURITY;
CREATE POLICY young ON app.people FOR UPDATE TO :reader USING (age < 30) WITH CHECK (age < 40);
CREATE STATISTICS app.people_both (ndistinct, dependencies) ON age, mood FROM app.people;
CREATE STATISTICS app.people_sum ON (age + 1), (id % 7) FROM app.people;

CREATE TEXT SEARCH PARSER app.words (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, HEADLINE = prsd_headline, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH TEMPLATE app.easy (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY app.book (TEMPLATE = app.easy, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION app.search (PARSER = app.words);
ALTER TEXT SEARCH CONFIGURATION app.search ADD MAPPING FOR asciiword, word WITH app.book, simple;

CREATE FOREIGN DATA WRAPPER far;
CREATE SERVER away TYPE 'x' VERSION '1' FOREIGN DATA WRAPPER far OPTIONS (host 'nowhere', port '1');
CREATE USER MAPPING FOR :reader SERVER away OPTIONS (user 'them', password 'secret');
CREATE FOREIGN TABLE app.remote (id int OPTIONS (column_name 'x') NOT NULL, v text) SERVER away OPTIONS (table_name 'r');
CREATE PUBLICATION news FOR TABLE app.people, app.pets WITH (publish = 'insert, update');
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE SUBSCRIPTION mail CONNECTION 'dbname=none' PUBLICATION a, b WITH (connect = false, slot_name = NONE);

GRANT SELECT ON app.adults TO PUBLIC;
GRANT SELECT, INSERT (name, age) ON app.people TO :reader WITH GRANT OPTION;
GRANT USAGE ON SCHEMA app TO :reader;
GRANT USAGE ON SEQUENCE app.numbers TO :reader;
REVOKE EXECUTE ON FUNCTION app.twice(text) FROM PUBLIC;
GRANT USAGE ON FOREIGN SERVER away TO :reader;
REVOKE USAGE ON TYPE app.mood FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO :reader;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

COMMENT ON TABLE app.people IS E'all\nof ''them''';
COMMENT ON COLUMN app.people.age IS 'in years';
COMMENT ON CONSTRAINT adult ON app.people IS 'the law';
COMMENT ON INDEX app.people_pkey IS 'behind the key';
COMMENT ON CONSTRAINT people_pkey ON app.people IS 'the key';
COMMENT ON TYPE app.pair IS 'two';
COMMENT ON COLUMN app.pair.a IS 'the first';
COMMENT ON SCHEMA app IS 'application';
COMMENT ON FUNCTION app.twice(int, int) IS 'times';
COMMENT ON TRIGGER people_hook ON app.people IS 'hooked';
