package dev.ebb.introspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.db.Session;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The reader on versions of the server that the everyday build does not carry: {@code mvn test -pl
 * core -am -Polder-servers} fetches their binaries and runs this. What a version has no word for
 * yet is left out, and how much that may be is said here.
 */
@ExtendWith(LeakCheck.class)
@Tag("older")
class OlderServersTest {
  private static final int NEWEST_NOT_KNOWING_ALL = 14;
  private static final int MOST_LEFT_OUT = 30;
  private static final int LEAST_TOLD = 150;

  /** Before 15 everybody may create in public, so that to allow it changes nothing. */
  private static final String CREATE_IN_PUBLIC = "everybody may create in public";

  @ParameterizedTest
  @ValueSource(ints = {12, 13, 14, 16, 17})
  void everyChangeShowsInTheFingerprintOfEachVersion(int major) {
    TestPostgres server = TestPostgres.shared(major);
    try (TestDatabase all = server.database("postgres")) {
      all.execute("CREATE ROLE " + DumpOracleTest.READER);
      try (TestDatabase db = server.newDatabase()) {
        try {
          assertThat(changes(major, db)).isEmpty();
        } finally {
          db.execute("DROP SUBSCRIPTION IF EXISTS mail");
          db.execute("DROP OWNED BY " + DumpOracleTest.READER);
        }
      } finally {
        all.execute("DROP ROLE " + DumpOracleTest.READER);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 13, 14, 16, 17})
  void everyVersionWritesIndexesAsIsToldOfThem(int major) {
    try (TestDatabase db = TestPostgres.shared(major).newDatabase()) {
      db.execute(CatalogReaderTest.INDEXES);
      Catalog catalog = DumpOracleTest.read(db);
      for (CatalogObject index : catalog.objects()) {
        if (index.kind() == Kind.INDEX) {
          long oid = catalog.identity(index.name()).orElseThrow().objectId();
          assertThat(index.facts().text(Fact.DEFINITION))
              .isEqualTo(db.value("SELECT pg_get_indexdef(" + oid + ")"));
        }
      }
    }
  }

  private static List<String> changes(int major, TestDatabase db) {
    List<String> leftOut = new ArrayList<>();
    for (String statement : DumpOracleTest.resource("everything.sql").split("(?m);$")) {
      attempt(db, statement, statement.strip(), leftOut);
    }
    List<String> wrong = new ArrayList<>();
    int told = 0;
    try (Session session = DumpOracleTest.session(db)) {
      Catalog before = DumpOracleTest.CATALOGS.read(session);
      for (DumpOracleTest.Mutation mutation : DumpOracleTest.mutations()) {
        String allowed = major < 13 ? "" : "SET allow_system_table_mods = on; ";
        String sql = allowed + mutation.sql();
        if (attempt(db, sql, mutation.title(), leftOut)) {
          Catalog after = DumpOracleTest.CATALOGS.read(session);
          boolean shows = !after.fingerprint().equals(before.fingerprint());
          boolean known = mutation.title().equals(CREATE_IN_PUBLIC) && major < 15;
          if (shows != (mutation.isTold() && !known)
              || shows == before.difference(after).isEmpty()) {
            wrong.add(mutation.title() + ": " + before.difference(after).lines());
          }
          told += shows ? 1 : 0;
          before = after;
        }
      }
    }
    if (told <= LEAST_TOLD
        || leftOut.size() > (major > NEWEST_NOT_KNOWING_ALL ? 0 : MOST_LEFT_OUT)) {
      wrong.add("told are " + told + ", left out " + leftOut);
    }
    return wrong;
  }

  private static boolean attempt(TestDatabase db, String sql, String title, List<String> leftOut) {
    try {
      db.execute(sql);
      return true;
    } catch (IllegalStateException e) {
      leftOut.add(
          title + " (" + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ")");
      return false;
    }
  }
}
