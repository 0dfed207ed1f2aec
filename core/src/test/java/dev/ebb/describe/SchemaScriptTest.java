package dev.ebb.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Kind;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.source.DefinitionReader;
import dev.ebb.source.Definitions;
import dev.ebb.source.FolderTree;
import dev.ebb.source.Project;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A catalog as SQL makes the same catalog, and with it the same dump, of an empty database. */
@ExtendWith(LeakCheck.class)
class SchemaScriptTest {
  private static final String READER = "\"ebb_script Reader\"";
  private static final int MAJOR = TestPostgres.shared().server().major();

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void anObjectOfEveryKindIsBuiltFromNothing(int major) {
    TestPostgres server = TestPostgres.shared(major);
    try (TestDatabase all = server.database("postgres")) {
      all.execute("CREATE ROLE " + READER);
      try (TestDatabase from = server.newDatabase();
          TestDatabase to = server.newDatabase()) {
        try {
          from.execute(resource());
          SchemaScript script = SchemaScript.of(read(from), major);
          to.execute(script.text("Everything\nthere is."));
          assertThat(script.refusals())
              .extracting(refusal -> refusal.object().toString())
              .containsExactly("subscription mail");
          assertThat(difference(from, to)).isEmpty();
        } finally {
          from.execute("DROP SUBSCRIPTION IF EXISTS mail; DROP OWNED BY " + READER);
          to.execute("DROP OWNED BY " + READER);
        }
      } finally {
        all.execute("DROP ROLE " + READER);
      }
    }
  }

  @Test
  void theExampleProductIsBuiltFromNothing() {
    Path example = Path.of(System.getProperty("ebb.root", "..")).resolve("examples/product");
    FolderTree tree = FolderTree.at(example);
    for (Definitions schema : DefinitionReader.read(tree, Project.read(tree).schemas()).orFault()) {
      try (TestDatabase from = TestPostgres.shared().newDatabase();
          TestDatabase to = TestPostgres.shared().newDatabase()) {
        schema.graph().order().forEach(m -> from.execute(m.up().script().text()));
        run(to, SchemaScript.of(read(from), MAJOR).text("x"));
        assertThat(difference(from, to)).isEmpty();
        assertThat(to.catalog()).isNotEmpty().isEqualTo(from.catalog());
      }
    }
  }

  @Test
  void aDatabaseThatGaveAwayItsPublicNamespaceIsBuiltWithoutIt() {
    try (TestDatabase from = TestPostgres.shared().newDatabase();
        TestDatabase to = TestPostgres.shared().newDatabase()) {
      from.execute(
          """
          DROP SCHEMA public; DROP EXTENSION plpgsql;
          CREATE SCHEMA "a.b ""c"; COMMENT ON SCHEMA "a.b ""c" IS E'it''s\\r\\n\\\\';
          CREATE TABLE "a.b ""c"."T;--" (id int);
          """);
      to.execute(SchemaScript.of(read(from), MAJOR).text("x"));
      assertThat(difference(from, to)).isEmpty();
    }
  }

  @Test
  void whatNoStatementMakesIsNamedAtTheTop() {
    try (TestDatabase from = TestPostgres.shared().newDatabase()) {
      from.execute(
          """
          CREATE TABLE t (a int); CREATE INDEX broken ON t (a);
          UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'broken'::regclass;
          """);
      SchemaScript script = SchemaScript.of(read(from), MAJOR);
      assertThat(script.text("x"))
          .startsWith("-- x\n-- not in here: index public.broken: it is invalid");
    }
  }

  private static List<String> difference(TestDatabase from, TestDatabase to) {
    Catalog wanted = without(read(from), Kind.SUBSCRIPTION);
    return wanted.difference(read(to)).lines();
  }

  private static Catalog without(Catalog catalog, Kind kind) {
    List<CatalogObject> rest =
        catalog.objects().stream().filter(object -> object.kind() != kind).toList();
    return Catalog.of(rest);
  }

  // As psql would: the driver itself stumbles over a function body between BEGIN ATOMIC and END.
  private static void run(TestDatabase db, String script) {
    try (Session session = open(db)) {
      session.execute(script);
    }
  }

  private static Session open(TestDatabase db) {
    ConnectionSettings settings =
        ConnectionSettings.fromEnvironment(Map.of("PGDATASOURCE", db.dsn()), "").orElseThrow();
    return new Connector(settings, "ebb-test").open();
  }

  private static Catalog read(TestDatabase db) {
    try (Session session = open(db)) {
      return new CatalogReader(List.of()).readWithDependencies(session);
    }
  }

  private static String resource() {
    try (InputStream in =
        Objects.requireNonNull(
            SchemaScriptTest.class.getResourceAsStream("/dev/ebb/introspect/everything.sql"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace(":reader", READER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
