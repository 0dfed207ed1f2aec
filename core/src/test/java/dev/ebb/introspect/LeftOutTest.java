package dev.ebb.introspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.catalog.Catalog;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is in a database and not in its catalog, since nobody made it or it is not the schema's. */
@ExtendWith(LeakCheck.class)
class LeftOutTest {
  private final CatalogReader reader = new CatalogReader(List.of("schema_migrations"));

  @Test
  void theNumberThatServersKeepAmongTheOptionsOfColumnsIsNoneOfThem() {
    try (TestDatabase db = TestPostgres.shared().newDatabase()) {
      db.execute(
          "CREATE TABLE t (a int PRIMARY KEY, b int, c int); CREATE INDEX i ON t (b);"
              + " ALTER TABLE t ALTER b SET (n_distinct = 5, n_distinct_inherited = 6)");
      Catalog before = read(db);
      db.execute(
          "UPDATE pg_attribute SET attoptions = 'pg_attver=42'::text || coalesce(attoptions, '{}')"
              + " WHERE attrelid = 't'::regclass AND attnum IN (1, 2)");
      assertThat(read(db).difference(before).lines()).isEmpty();
      db.execute(
          "UPDATE pg_attribute SET attoptions = '{pg_attver=43}' WHERE attrelid = 't'::regclass"
              + " AND attnum = 2");
      assertThat(before.difference(read(db)).lines())
          .singleElement()
          .asString()
          .contains("column public.t.b", "n_distinct=5")
          .doesNotContain("attver");
    }
  }

  @Test
  void theBooksOfMigrationToolsAndExtensionsAreLeftOut() {
    try (TestDatabase db = TestPostgres.shared().newDatabase()) {
      Catalog before = read(db);
      db.execute(
          """
          CREATE TABLE migration_logs (id serial PRIMARY KEY, version int);
          COMMENT ON TABLE migration_logs IS 'x';
          CREATE INDEX ON migration_logs (version);
          CREATE TABLE schema_migrations (version bigint, dirty boolean);
          CREATE SCHEMA ebb_keep; CREATE TABLE ebb_keep.kept (id int);
          GRANT SELECT ON migration_logs TO PUBLIC;
          """);
      assertThat(read(db).difference(before).lines()).isEmpty();
      db.execute("CREATE EXTENSION hstore");
      assertThat(before.difference(read(db)).lines())
          .singleElement()
          .asString()
          .startsWith("+ extension hstore: version ");
    }
  }

  private Catalog read(TestDatabase db) {
    ConnectionSettings settings =
        ConnectionSettings.fromEnvironment(Map.of("PGDATASOURCE", db.dsn()), "").orElseThrow();
    try (Session session = new Connector(settings, "ebb-test").open()) {
      return reader.read(session);
    }
  }
}
