-- a namespace is new
CREATE SCHEMA late
-- a namespace goes
DROP SCHEMA late
-- an extension is new
CREATE EXTENSION hstore WITH SCHEMA app
-- an extension moves
ALTER EXTENSION hstore SET SCHEMA "We.ird ""Name"
-- an extension goes
DROP EXTENSION hstore
-- a comment on an extension
COMMENT ON EXTENSION citext IS 'mine'
-- a language loses its checks
DROP LANGUAGE plx CASCADE; CREATE TRUSTED LANGUAGE plx HANDLER plpgsql_call_handler
-- an access method is new
CREATE ACCESS METHOD heap3 TYPE TABLE HANDLER heap_tableam_handler
-- an enum gets a label in the middle
ALTER TYPE app.mood ADD VALUE 'so-so' BEFORE 'o''k'
-- a label is renamed
ALTER TYPE app.mood RENAME VALUE 'so-so' TO 'SO-SO'
-- a composite type gets an attribute
ALTER TYPE app.pair ADD ATTRIBUTE c date CASCADE
-- an attribute changes its type
ALTER TYPE app.pair ALTER ATTRIBUTE c TYPE timestamp CASCADE
-- an attribute goes
ALTER TYPE app.pair DROP ATTRIBUTE c CASCADE
-- a range type changes
DROP TYPE app.span CASCADE; CREATE TYPE app.span AS RANGE (SUBTYPE = float8)
-- a domain gets another default
ALTER DOMAIN app.handle SET DEFAULT 'somebody'
-- a domain refuses nulls
ALTER DOMAIN app.handle SET NOT NULL
-- a domain takes nulls again
ALTER DOMAIN app.handle DROP NOT NULL
-- a check of a domain is not validated
ALTER DOMAIN app.handle ADD CONSTRAINT lower CHECK (VALUE = lower(VALUE)) NOT VALID
-- a check of a domain is validated
ALTER DOMAIN app.handle VALIDATE CONSTRAINT lower
-- a base type gets a function that reads it
ALTER TYPE app.number9 SET (RECEIVE = app.number9_recv)
-- a shell type goes
DROP TYPE app.shell
-- a collation is renamed
ALTER COLLATION app.plain RENAME TO plainer
-- a collation is another
DROP COLLATION app.plainer; CREATE COLLATION app.plainer (PROVIDER = icu, LOCALE = 'und', DETERMINISTIC = false)
-- an operator loses its estimate
ALTER OPERATOR app.= (app.number9, app.number9) SET (RESTRICT = NONE)
-- an operator goes
DROP OPERATOR app.!! (NONE, int)
-- a family gets a member
ALTER OPERATOR FAMILY app.loose USING hash ADD FUNCTION 1 (int4, int4) hashint4(int4)
-- a family loses a member
ALTER OPERATOR FAMILY app.loose USING hash DROP FUNCTION 1 (int4, int4)
-- an operator class is renamed
ALTER OPERATOR CLASS app.number9_ops USING hash RENAME TO n9_ops
-- an operator class is no longer the default
DROP OPERATOR CLASS app.n9_ops USING hash; CREATE OPERATOR CLASS app.n9_ops FOR TYPE app.number9 USING hash FAMILY app.loose AS OPERATOR 1 app.= (app.number9, app.number9), FUNCTION 1 app.number9_hash(app.number9)
-- a cast becomes implicit
DROP CAST (app.number9 AS int); CREATE CAST (app.number9 AS int) WITH FUNCTION app.number9_int(app.number9) AS IMPLICIT
-- a cast goes
DROP CAST (app.mood AS app.pair)
-- a conversion becomes the default
DROP CONVERSION app.narrow; CREATE DEFAULT CONVERSION app.narrow FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1
-- a transform is new
CREATE TRANSFORM FOR app.number9 LANGUAGE plx (FROM SQL WITH FUNCTION prsd_lextype(internal))
-- a transform gets its other half
CREATE OR REPLACE TRANSFORM FOR app.number9 LANGUAGE plx (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION app.number9_recv(internal))
-- a sequence gets another step
ALTER SEQUENCE app.numbers INCREMENT BY 4
-- a sequence gets another type
ALTER SEQUENCE app.numbers AS bigint
-- a sequence stops at its end
ALTER SEQUENCE app.numbers NO CYCLE
-- a sequence starts elsewhere
ALTER SEQUENCE app.numbers START WITH 8
-- a sequence gets an owner
ALTER SEQUENCE app.numbers OWNED BY app.people.age
-- a sequence loses its owner
ALTER SEQUENCE app.numbers OWNED BY NONE
-- a sequence of a serial column loses its owner
ALTER SEQUENCE app.people_serial_no_seq OWNED BY NONE
-- a sequence of an identity column changes
ALTER TABLE app.people ALTER id SET INCREMENT BY 2
-- values of a sequence are used [nothing]
SELECT nextval('app.numbers')
-- a table is renamed
ALTER TABLE app.passing RENAME TO passed
-- a table moves to another namespace
ALTER TABLE app.passed SET SCHEMA "We.ird ""Name"
-- a table becomes logged
ALTER TABLE "We.ird ""Name".passed SET LOGGED
-- a table gets a storage parameter
ALTER TABLE app.people SET (fillfactor = 80)
-- the table behind it gets one
ALTER TABLE app.people SET (toast.autovacuum_enabled = true)
-- a table loses them
ALTER TABLE app.people RESET (fillfactor, toast.autovacuum_enabled)
-- a table leaves its replica identity
ALTER TABLE app.pets REPLICA IDENTITY FULL
-- a table has no replica identity
ALTER TABLE app.pets REPLICA IDENTITY NOTHING
-- a table has the usual replica identity again
ALTER TABLE app.pets REPLICA IDENTITY DEFAULT
-- row security also for the owner
ALTER TABLE app.people FORCE ROW LEVEL SECURITY
-- no row security
ALTER TABLE app.people DISABLE ROW LEVEL SECURITY
-- a table is no longer clustered
ALTER TABLE app.people SET WITHOUT CLUSTER
-- a table is of no type any more
ALTER TABLE app.typed NOT OF
-- a child leaves its parent
ALTER TABLE app.child NO INHERIT app.parent
-- a child comes back
ALTER TABLE app.child INHERIT app.parent
-- a partition leaves
ALTER TABLE app.events DETACH PARTITION app.events_old
-- a partition comes with other bounds
ALTER TABLE app.events ATTACH PARTITION app.events_old FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')
-- a partition of a partition
CREATE TABLE app.events_sun PARTITION OF app.events_new FOR VALUES IN ('sun', 'o''clock')
-- a table gets another access method
DROP TABLE app.heaped; CREATE TABLE app.heaped (id int)
-- rows are written [nothing]
INSERT INTO "We.ird ""Name".passed VALUES (1, now())
-- a column is new
ALTER TABLE app.people ADD late int DEFAULT 3
-- a column is renamed
ALTER TABLE app.people RENAME late TO later
-- a column changes its type
ALTER TABLE app.people ALTER later TYPE bigint
-- a default changes
ALTER TABLE app.people ALTER later SET DEFAULT 4
-- a default goes
ALTER TABLE app.people ALTER later DROP DEFAULT
-- a column refuses nulls
ALTER TABLE app.people ALTER later SET NOT NULL
-- a column takes nulls again
ALTER TABLE app.people ALTER later DROP NOT NULL
-- a column gets an identity
ALTER TABLE app.people ALTER later SET NOT NULL; ALTER TABLE app.people DROP later, ADD later bigint GENERATED ALWAYS AS (age + 1) STORED
-- a generated column keeps its values
ALTER TABLE app.people ALTER later DROP EXPRESSION
-- a column goes
ALTER TABLE app.people DROP later
-- an identity gives way to what is inserted
ALTER TABLE app.people ALTER id SET GENERATED BY DEFAULT
-- an identity goes
ALTER TABLE app.people ALTER serial_no DROP DEFAULT; ALTER TABLE app.people ALTER serial_no ADD GENERATED ALWAYS AS IDENTITY
-- a column loses its storage
ALTER TABLE app.people ALTER note SET STORAGE extended
-- a column is compressed in another way
ALTER TABLE app.people ALTER note SET COMPRESSION pglz
-- a column has no statistics target
ALTER TABLE app.people ALTER age SET STATISTICS -1
-- a column loses an option
ALTER TABLE app.people ALTER age RESET (n_distinct)
-- a column gets another collation
ALTER TABLE app.people ALTER note TYPE text COLLATE app.upper_first
-- a varchar is wider
ALTER TABLE "We.ird ""Name"."T.a""b" ALTER "e""f" TYPE varchar(30)
-- an inherited column gets its own default
ALTER TABLE app.child ALTER id SET DEFAULT 7
-- a constraint is new
ALTER TABLE app.people ADD CONSTRAINT young CHECK (age < 200)
-- a constraint is renamed
ALTER TABLE app.people RENAME CONSTRAINT young TO younger
-- a constraint is validated
ALTER TABLE app.people VALIDATE CONSTRAINT short
-- a foreign key is validated
ALTER TABLE app.pets VALIDATE CONSTRAINT guarded
-- a foreign key waits for the end
ALTER TABLE app.pets ALTER CONSTRAINT guarded DEFERRABLE INITIALLY DEFERRED
-- a foreign key sets null
ALTER TABLE app.pets DROP CONSTRAINT guarded, ADD CONSTRAINT guarded FOREIGN KEY (guardian) REFERENCES app.people ON DELETE SET NULL
-- a unique constraint takes another column
ALTER TABLE app.pets DROP CONSTRAINT pets_chip_owner_guardian_key, ADD CONSTRAINT pets_chip_owner_guardian_key UNIQUE (chip) INCLUDE (guardian)
-- a primary key gets another index
ALTER TABLE app.people RENAME CONSTRAINT one_name TO only_name
-- an exclusion goes
ALTER TABLE app.people DROP CONSTRAINT people_int4range_excl
-- triggers that hold a foreign key are off [not in a dump]
ALTER TABLE app.pets DISABLE TRIGGER ALL
-- they are on again [not in a dump]
ALTER TABLE app.pets ENABLE TRIGGER ALL
-- a constraint of a parent goes from the child, too
ALTER TABLE app.parent DROP CONSTRAINT positive
-- an index is renamed
ALTER INDEX app.people_age RENAME TO people_by_age
-- an index is no longer partial
DROP INDEX app.people_by_age; CREATE INDEX people_by_age ON app.people (age) INCLUDE (note)
-- an index is of another method
DROP INDEX app.people_by_age; CREATE INDEX people_by_age ON app.people USING hash (age)
-- an index gets a parameter
ALTER INDEX app.people_lower SET (fillfactor = 50)
-- an index has another target
ALTER INDEX app.people_lower ALTER COLUMN 2 SET STATISTICS 400
-- an index is not valid
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.people_lower'::regclass
-- an index is valid again
UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'app.people_lower'::regclass
-- an index is built again [nothing]
REINDEX TABLE app.people
-- a table is clustered on an index
ALTER TABLE app.pets CLUSTER ON pets_chip
-- an index is the replica identity
ALTER TABLE app.pets REPLICA IDENTITY USING INDEX pets_chip
-- the partitioned index loses a part
CREATE TABLE app.events_spare (LIKE app.events INCLUDING ALL)
-- a part is attached
CREATE INDEX single_what ON app.events_single (what)
-- a view is another
CREATE OR REPLACE VIEW app.names AS SELECT name FROM app.adults WHERE age > 20
-- a view gets a column
CREATE OR REPLACE VIEW app.names AS SELECT name, age FROM app.adults WHERE age > 20
-- a view has no option
ALTER VIEW app.adults RESET (security_barrier)
-- a view has no check
ALTER VIEW app.adults RESET (check_option)
-- a view has no default
ALTER VIEW app.adults ALTER age DROP DEFAULT
-- a column of a view is renamed
ALTER VIEW app.names RENAME age TO years
-- a materialized view has no parameter
ALTER MATERIALIZED VIEW app.counts RESET (fillfactor)
-- a materialized view has a target
ALTER MATERIALIZED VIEW app.counts ALTER n SET STATISTICS 7
-- a materialized view is empty [not in a dump]
REFRESH MATERIALIZED VIEW app.counts WITH NO DATA
-- a materialized view is filled [not in a dump]
REFRESH MATERIALIZED VIEW app.counts
-- a body changes
CREATE OR REPLACE FUNCTION app.many(OUT a int, OUT b text) RETURNS SETOF record LANGUAGE sql ROWS 5 AS 'SELECT 2, ''x'''
-- a function is dearer
ALTER FUNCTION app.many() COST 7
-- a function is of another parallel safety
ALTER FUNCTION app.many() PARALLEL RESTRICTED
-- a function has no setting
ALTER FUNCTION app.twice(text) RESET search_path
-- a function runs as who calls it
ALTER FUNCTION app.twice(text) SECURITY INVOKER
-- a function is renamed
ALTER FUNCTION app.twice(text) RENAME TO double
-- an argument is renamed
DROP FUNCTION app.variable(int[]); CREATE FUNCTION app.variable(VARIADIC figures int[]) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'
-- a procedure is another
CREATE OR REPLACE PROCEDURE app.nothing(INOUT x int) LANGUAGE sql AS 'SELECT 2'
-- an aggregate starts elsewhere
DROP AGGREGATE app.total(int); CREATE AGGREGATE app.total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '1')
-- an aggregate can move
CREATE OR REPLACE AGGREGATE app.total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '1', MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = int, MINITCOND = '1')
-- an ordered-set aggregate goes
DROP AGGREGATE app.middle(float8 ORDER BY anyelement)
-- a trigger is off
ALTER TABLE app.people DISABLE TRIGGER people_hook
-- a trigger is always on
ALTER TABLE app.people ENABLE ALWAYS TRIGGER people_hook
-- a trigger is renamed
ALTER TRIGGER people_hook ON app.people RENAME TO hooked
-- a trigger fires otherwise
DROP TRIGGER hooked ON app.people; CREATE TRIGGER hooked BEFORE INSERT ON app.people FOR EACH ROW EXECUTE FUNCTION app.hook()
-- a trigger of one partition is off
ALTER TABLE app.events_old DISABLE TRIGGER events_hook
-- a trigger of all partitions goes
DROP TRIGGER events_hook ON app.events
-- an event trigger is off
ALTER EVENT TRIGGER watching DISABLE
-- an event trigger watches everything
DROP EVENT TRIGGER watching; CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION app.watch()
-- a rule is off
ALTER TABLE app.people DISABLE RULE no_delete
-- a rule is another
CREATE OR REPLACE RULE no_delete AS ON DELETE TO app.people WHERE old.age > 3 DO INSTEAD NOTHING
-- a policy is for others
ALTER POLICY young ON app.people TO PUBLIC
-- a policy allows something else
ALTER POLICY young ON app.people USING (age < 31)
-- a policy restricts
DROP POLICY young ON app.people; CREATE POLICY young ON app.people AS RESTRICTIVE USING (true)
-- statistics have a target
ALTER STATISTICS app.people_both SET STATISTICS 9
-- statistics of another kind
DROP STATISTICS app.people_both; CREATE STATISTICS app.people_both (mcv) ON age, mood FROM app.people
-- statistics are gathered [nothing]
ANALYZE app.people
-- a parser is renamed
ALTER TEXT SEARCH PARSER app.words RENAME TO tokens
-- a template moves
ALTER TEXT SEARCH TEMPLATE app.easy RENAME TO easier
-- a dictionary has another option
ALTER TEXT SEARCH DICTIONARY app.book (ACCEPT = true)
-- a configuration has another mapping
ALTER TEXT SEARCH CONFIGURATION app.search ALTER MAPPING FOR word WITH simple
-- a configuration has no mapping
ALTER TEXT SEARCH CONFIGURATION app.search DROP MAPPING FOR word
-- a wrapper checks its options
ALTER FOREIGN DATA WRAPPER far VALIDATOR postgresql_fdw_validator
-- a wrapper checks nothing again
ALTER FOREIGN DATA WRAPPER far NO VALIDATOR
-- a wrapper has an option
CREATE FOREIGN DATA WRAPPER farther OPTIONS (debug 'true')
-- a server has another option
ALTER SERVER away OPTIONS (SET port '2')
-- a server has another version
ALTER SERVER away VERSION '2'
-- a user is mapped to another
ALTER USER MAPPING FOR :reader SERVER away OPTIONS (SET user 'me')
-- a secret changes [not told: it is a secret]
ALTER USER MAPPING FOR :reader SERVER away OPTIONS (SET password 'secret too')
-- a column of a foreign table has another option
ALTER FOREIGN TABLE app.remote ALTER id OPTIONS (SET column_name 'y')
-- a foreign table has another option
ALTER FOREIGN TABLE app.remote OPTIONS (SET table_name 's')
-- a publication has another table
ALTER PUBLICATION news DROP TABLE app.pets
-- a publication has part of a table
ALTER PUBLICATION news SET TABLE app.people (id, name) WHERE (age > 3)
-- a publication publishes everything
ALTER PUBLICATION news SET (publish = 'insert, update, delete, truncate', publish_via_partition_root = true)
-- a publication has a namespace
ALTER PUBLICATION news SET TABLES IN SCHEMA app
-- a subscription takes less
ALTER SUBSCRIPTION mail SET PUBLICATION a WITH (refresh = false)
-- a subscription is binary
ALTER SUBSCRIPTION mail SET (binary = true)
-- a subscription connects elsewhere [not told: it is a secret]
ALTER SUBSCRIPTION mail CONNECTION 'dbname=elsewhere'
-- a right is given
GRANT UPDATE ON app.people TO :reader
-- a right can be passed on
GRANT UPDATE ON app.people TO :reader WITH GRANT OPTION
-- a right is taken
REVOKE ALL ON app.people FROM :reader CASCADE
-- a right on a column is given
GRANT INSERT (name), UPDATE (note) ON app.people TO :reader
-- a right on a column is taken
REVOKE INSERT (name) ON app.people FROM :reader
-- a right is given and taken [nothing]
GRANT DELETE ON app.pets TO PUBLIC; REVOKE DELETE ON app.pets FROM PUBLIC
-- the owner has a right less
REVOKE DELETE ON app.pets FROM CURRENT_USER
-- the owner has it again
GRANT DELETE ON app.pets TO CURRENT_USER
-- everybody may not use a language
REVOKE USAGE ON LANGUAGE plx FROM PUBLIC
-- somebody may use a wrapper
GRANT USAGE ON FOREIGN DATA WRAPPER far TO :reader
-- everybody may create in public
GRANT CREATE ON SCHEMA public TO PUBLIC
-- nobody may use public
REVOKE ALL ON SCHEMA public FROM PUBLIC
-- what is created is for less
ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE SELECT ON TABLES FROM :reader
-- what is created is for everybody again
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC
-- types that are created are for nobody
ALTER DEFAULT PRIVILEGES FOR ROLE :reader REVOKE USAGE ON TYPES FROM PUBLIC
-- a right on a member of an extension
GRANT EXECUTE ON FUNCTION citext_larger(citext, citext) TO :reader
-- a right on what is the system's
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(float8) FROM PUBLIC
-- a comment changes
COMMENT ON TABLE app.people IS 'others'
-- a comment goes
COMMENT ON COLUMN app.people.age IS NULL
-- a comment on a domain's check
COMMENT ON CONSTRAINT handle_check ON DOMAIN app.handle IS 'not empty'
-- a comment on public
COMMENT ON SCHEMA public IS 'ours'
-- no comment on public
COMMENT ON SCHEMA public IS NULL
-- a comment on a policy
COMMENT ON POLICY young ON app.people IS 'p'
-- a comment on an operator class
COMMENT ON OPERATOR CLASS app.n9_ops USING hash IS 'o'
-- a comment on a cast
COMMENT ON CAST (app.number9 AS int) IS 'c'
-- a comment on a rule
COMMENT ON RULE no_delete ON app.people IS 'r'
-- a comment on a text search configuration
COMMENT ON TEXT SEARCH CONFIGURATION app.search IS 't'
-- a comment on a publication
COMMENT ON PUBLICATION news IS 'p'
-- a comment on a view's column
COMMENT ON COLUMN app.adults.name IS 'n'
-- a comment on a materialized view
COMMENT ON MATERIALIZED VIEW app.counts IS 'm'
-- a comment on an event trigger
COMMENT ON EVENT TRIGGER watching IS 'e'
-- a comment on an aggregate
COMMENT ON AGGREGATE app.total(int) IS 'a'
-- a comment on a server
COMMENT ON SERVER away IS 's'
-- a comment on statistics
COMMENT ON STATISTICS app.people_sum IS 's'
-- a comment on a procedural language
COMMENT ON LANGUAGE plx IS 'l'
-- a label for a security module
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label) VALUES ('app.people'::regclass, 'pg_class'::regclass, 0, 'dummy', 'secret')
-- a partitioned table goes with its partitions
DROP TABLE app.events
-- everything goes
DROP SCHEMA app CASCADE
