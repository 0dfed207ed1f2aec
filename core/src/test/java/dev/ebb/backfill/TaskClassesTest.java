package dev.ebb.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.Direction;
import dev.ebb.outofband.OutOfBandTask;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Classes of users, compiled elsewhere and brought along in jars. */
@ExtendWith(LeakCheck.class)
final class TaskClassesTest {
  private static final String NEGATE =
      """
      package com.example;

      import dev.ebb.db.Session;
      import dev.ebb.outofband.Batch;
      import dev.ebb.outofband.OutOfBandTask;

      public final class Negate implements OutOfBandTask {
        @Override
        public double progress(Session session) {
          return session.queryOne(
              "SELECT coalesce(avg((v < 0)::int), 1) AS p FROM n", row -> Double.parseDouble(row.text("p")));
        }

        @Override
        public long up(Session session, Batch batch) {
          return session.update(change("v > 0", batch.size()));
        }

        @Override
        public long down(Session session, Batch batch) {
          return session.update(change("v < 0", batch.size()));
        }

        private static String change(String which, int rows) {
          return "UPDATE n SET v = -v WHERE v IN (SELECT v FROM n WHERE " + which
              + " LIMIT " + rows + " FOR UPDATE SKIP LOCKED)";
        }
      }
      """;

  @TempDir private Path folder;
  private Path jars;
  private TestDatabase database;
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    jars = Files.createDirectory(folder.resolve("jars of mine"));
    database = TestPostgres.shared().newDatabase();
    database.execute("CREATE TABLE n AS SELECT i AS v FROM generate_series(1, 900) i");
    rig = new Rig(database, folder).declare(17, "class: com.example.Negate\n");
    rig.options = rig.options.with(TaskClasses.withJarsIn(jars));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void jar(String name, String services) throws IOException {
    Path source = Files.createDirectories(folder.resolve("source/com/example"));
    Files.writeString(source.resolve("Negate.java"), NEGATE);
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                Path.of(
                        OutOfBandTask.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .getPath())
                    .toString(),
                source.resolve("Negate.java").toString());
    assertThat(compiled).isZero();
    try (OutputStream out = Files.newOutputStream(jars.resolve(name));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry("com/example/Negate.class"));
      Files.copy(source.resolve("Negate.class"), jar);
      if (!services.isEmpty()) {
        jar.putNextEntry(new JarEntry("META-INF/services/" + OutOfBandTask.class.getName()));
        jar.write(services.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private Problem refused() {
    Fault fault = catchThrowableOfType(Fault.class, () -> rig.run(Direction.UP));
    return Objects.requireNonNull(fault).problems().getFirst();
  }

  @Test
  void aClassInAJarRunsInBothDirections() throws IOException {
    jar("negate.jar", "com.example.Negate\n");
    rig.up();
    assertThat(rig.value("SELECT sum(v) FROM n")).isEqualTo("-405450");
    rig.down();
    assertThat(rig.value("SELECT sum(v) FROM n")).isEqualTo("405450");
  }

  @Test
  void aClassThatIsNotRegisteredIsLookedFor() throws IOException {
    assertThat(refused().what())
        .contains("needs the class com.example.Negate, which is not registered");
    assertThat(refused().remedy())
        .contains("put its jar", "jars of mine", "registered are: dev.ebb.backfill.UppercaseTask");

    jar("negate.jar", "");
    rig.options = rig.options.with(TaskClasses.withJarsIn(jars));
    assertThat(refused().remedy())
        .contains("it is in negate.jar: name it in the file META-INF/services/");

    rig.declare(17, "class: com.example.Negated\n");
    jar("negate.jar", "com.example.Negate");
    rig.options = rig.options.with(TaskClasses.withJarsIn(jars));
    assertThat(refused().remedy())
        .contains("did you mean com.example.Negate?", "UppercaseTask, com.example.Negate");
  }

  @Test
  void aJarThatPromisesWhatItDoesNotHaveIsNamed() throws IOException {
    jar("negate.jar", "com.example.Negate\ncom.example.Absent\n");
    assertThat(refused().what()).contains("com.example.Absent");
  }

  @Test
  void noJarIsOpenedAsLongAsNoClassIsNamed() throws IOException {
    Files.writeString(jars.resolve("broken.jar"), "no jar at all");
    rig.declare(
        17,
        "table: n\nkey: v\nup: {predicate: v > 0, set: v = -v}\ndown: {predicate: v < 0, set: v = -v}\n");
    database.execute("ALTER TABLE n ADD PRIMARY KEY (v)");
    rig.up();
    assertThat(rig.value("SELECT max(v) FROM n")).isEqualTo("-1");
  }
}
