package dev.ebb.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.SchemaName;
import dev.ebb.restore.swap.Site;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On real databases: what is noticed of a difference, and what bad migrations are written. */
class HoldingsTest {
  private static final String TABLES =
      """
      CREATE SCHEMA "o.s"; CREATE TABLE "o.s"."T:table ""x" (id int PRIMARY KEY, "no:te" text, twin text, parent int REFERENCES "o.s"."T:table ""x");
      INSERT INTO "o.s"."T:table ""x" SELECT i, 'a' || i, 'b' || i, NULL FROM generate_series(1, 300) i;
      CREATE TABLE small (v int); INSERT INTO small SELECT generate_series(1, 5);
      CREATE TABLE schema_migrations (version bigint, dirty boolean); ANALYZE\
      """;
  private static final String TABLE = "\"o.s\".\"T:table \"\"x\"";

  private static Holdings read(Session session) {
    return Holdings.read(session, new Site.Tenant(new SchemaName("frontend"), "schema_migrations"));
  }

  private static Session open(TestDatabase database) {
    return new Connector(
            ConnectionSettings.of(
                database.host(),
                database.port(),
                database.user(),
                database.password(),
                database.name()),
            "ebb")
        .open();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "UPDATE @ SET \"no:te\" = 'x' WHERE id = 7 | other values in \"no:te\"",
        "UPDATE @ SET \"no:te\" = NULL WHERE id = 7 | other values in \"no:te\"",
        "UPDATE @ SET \"no:te\" = twin, twin = \"no:te\" WHERE id = 3 | other values",
        "UPDATE @ a SET twin = b.twin FROM @ b WHERE a.id + b.id = 9 | other values",
        "DELETE FROM @ WHERE id = 300 | has 299 rows, not 300",
        "INSERT INTO small VALUES (6) | public.small has 6 rows, not 5",
        "ALTER TABLE small ADD COLUMN more int | public.small.more",
        "DROP TABLE small | public.small"
      })
  void aDifferenceIsNoticedAndNamed(String harm, String told) {
    try (TestDatabase database = TestPostgres.shared().newDatabase();
        Session session = open(database)) {
      session.execute(TABLES);
      Holdings before = read(session);
      assertThat(before.differences(read(session), Collections.emptySortedSet())).isEmpty();
      session.execute(harm.replace("@", TABLE));
      assertThat(before.differences(read(session), Collections.emptySortedSet()))
          .anyMatch(line -> line.contains(told));
    }
  }

  @Test
  void theOrderOfColumnsIsTold() {
    try (TestDatabase database = TestPostgres.shared().newDatabase();
        Session session = open(database)) {
      session.execute(TABLES);
      Holdings before = read(session);
      session.execute(
          "ALTER TABLE @ ADD n2 text; UPDATE @ SET n2 = \"no:te\"; ALTER TABLE @ DROP \"no:te\"; ALTER TABLE @ RENAME n2 TO \"no:te\""
              .replace("@", TABLE));
      Holdings found = read(session);
      assertThat(before.differences(found, Collections.emptySortedSet())).isEmpty();
      assertThat(before.inOtherOrder(found)).isTrue();
    }
  }

  @Test
  void badMigrationsAreWrittenForTheTableWithTheMostRowsAndRunBothWays() {
    try (TestDatabase database = TestPostgres.shared().newDatabase();
        Session session = open(database)) {
      session.execute(TABLES);
      Scriptwriter writer = Scriptwriter.of(session, "schema_migrations");
      for (Mishap mishap : Mishap.written()) {
        Script script = writer.write(mishap).orElseThrow();
        assertThat(script.up()).as(mishap.word()).contains(TABLE);
        // never what a key or another table depends on
        assertThat(script.up()).doesNotContain("(id)", "COLUMN id", "SET id", "parent");
        session.execute(script.up());
        session.execute(script.down());
      }
    }
  }

  @Test
  void whereNothingCanGoWrongNothingIsWritten() {
    try (TestDatabase database = TestPostgres.shared().newDatabase();
        Session session = open(database)) {
      session.execute("CREATE TABLE empty (id int PRIMARY KEY, v text); ANALYZE");
      Scriptwriter writer = Scriptwriter.of(session, "schema_migrations");
      assertThat(Mishap.written()).allMatch(m -> writer.write(m).equals(Optional.empty()));
    }
  }
}
