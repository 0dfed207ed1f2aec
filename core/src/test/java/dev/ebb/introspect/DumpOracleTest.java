package dev.ebb.introspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.catalog.Catalog;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The catalog and pg_dump agree on whether two databases are the same, but for what the titles of
 * the mutations name. What is in a dump and not told are secrets; what is told and not in a dump is
 * whether a foreign key is looked after and a materialized view is filled.
 */
@ExtendWith(LeakCheck.class)
class DumpOracleTest {
  static final String READER = "\"ebb_oracle Reader\"";
  static final CatalogReader CATALOGS = new CatalogReader(List.of());

  record Mutation(String title, String sql) {
    /** Whether pg_dump has another text afterwards. */
    boolean isDumped() {
      return !title.endsWith("[not in a dump]") && !title.endsWith("[nothing]");
    }

    /** Whether the fingerprint is another. */
    boolean isTold() {
      return !title.contains("[not told: ") && !title.endsWith("[nothing]");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void everyChangeShowsInTheFingerprint(int major) {
    withEverything(
        major,
        db -> {
          List<String> wrong = new ArrayList<>();
          try (Session session = session(db)) {
            Catalog before = CATALOGS.read(session);
            for (Mutation mutation : mutations()) {
              apply(db, mutation);
              Catalog after = CATALOGS.read(session);
              boolean told = !after.fingerprint().equals(before.fingerprint());
              if (told != mutation.isTold() || told == before.difference(after).isEmpty()) {
                wrong.add(mutation.title + ": " + before.difference(after).lines());
              }
              before = after;
            }
          }
          assertThat(wrong).isEmpty();
        });
  }

  @Test
  @Tag("proof")
  void everyChangeThatADumpShowsShowsInTheFingerprintAndNoOther() {
    withEverything(
        15,
        db -> {
          List<String> wrong = new ArrayList<>();
          Dump before = Dump.of(db);
          for (Mutation mutation : mutations()) {
            apply(db, mutation);
            Dump after = Dump.of(db);
            if (after.equals(before) == mutation.isDumped()) {
              wrong.add(mutation.title + ": " + before.difference(after));
            }
            before = after;
          }
          assertThat(wrong).isEmpty();
        });
  }

  @Test
  void generatedDatabasesAreTheSameToBothOrToNeither() {
    long seed = Long.getLong("ebb.seed", System.nanoTime());
    compareGenerated(seed, 3);
  }

  @Test
  @Tag("proof")
  void manyGeneratedDatabasesAreTheSameToBothOrToNeither() {
    long seed = Long.getLong("ebb.seed", System.nanoTime());
    compareGenerated(seed, 60);
  }

  private static void compareGenerated(long seed, int count) {
    for (long one = seed; one < seed + count; one++) {
      try (TestDatabase here = TestPostgres.shared(15).newDatabase();
          TestDatabase there = TestPostgres.shared(15).newDatabase()) {
        GeneratedSchema schema = new GeneratedSchema(one);
        List<String> statements = schema.statements();
        statements.forEach(here::execute);
        statements.forEach(there::execute);
        schema.detours().forEach(detour -> attempt(there, detour));
        Catalog catalog = read(here);
        assertThat(catalog.fingerprint().equals(read(there).fingerprint()))
            .as(
                "-Debb.seed=%d %s\n%s",
                one,
                catalog.difference(read(there)).lines(),
                Dump.of(here).difference(Dump.of(there)))
            .isEqualTo(Dump.of(here).equals(Dump.of(there)));
      }
    }
  }

  // Some are not possible where a view is in the way.
  private static void attempt(TestDatabase db, String detour) {
    try {
      db.execute(detour);
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("ERROR: cannot alter type of a column used by a view");
    }
  }

  private static void withEverything(int major, Consumer<TestDatabase> test) {
    TestPostgres server = TestPostgres.shared(major);
    try (TestDatabase all = server.database("postgres")) {
      all.execute("CREATE ROLE " + READER);
      try (TestDatabase db = server.newDatabase()) {
        db.execute(resource("everything.sql"));
        try {
          test.accept(db);
        } finally {
          db.execute("DROP SUBSCRIPTION IF EXISTS mail; DROP OWNED BY " + READER);
        }
      } finally {
        all.execute("DROP ROLE " + READER);
      }
    }
  }

  private static void apply(TestDatabase db, Mutation mutation) {
    db.execute("SET allow_system_table_mods = on; " + mutation.sql);
  }

  static List<Mutation> mutations() {
    List<Mutation> mutations = new ArrayList<>();
    for (String block : resource("mutations.sql").split("(?m)^-- ")) {
      if (!block.isBlank()) {
        String[] parts = block.split("\n", 2);
        mutations.add(new Mutation(parts[0], parts[1]));
      }
    }
    return mutations;
  }

  static Catalog read(TestDatabase db) {
    try (Session session = session(db)) {
      return CATALOGS.read(session);
    }
  }

  static Session session(TestDatabase db) {
    ConnectionSettings settings =
        ConnectionSettings.fromEnvironment(Map.of("PGDATASOURCE", db.dsn()), "").orElseThrow();
    return new Connector(settings, "ebb-test").open();
  }

  static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(DumpOracleTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace(":reader", READER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
