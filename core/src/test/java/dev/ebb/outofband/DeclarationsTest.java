package dev.ebb.outofband;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.graph.SchemaName;
import dev.ebb.outofband.Work.Change;
import dev.ebb.source.FolderTree;
import dev.ebb.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeclarationsTest {
  private static final String HEAD =
      """
      id: 17
      schema: frontend
      component: accounts
      description: 'Fill users.handle: from the name'
      introduced: v4.3
      """;
  private static final String COLUMNS =
      """
      table: users
      key: id
      up:
        predicate: handle IS NULL
        set: handle = lower(name)
      down:
        predicate: handle IS NOT NULL
        set: handle = NULL
      """;

  @TempDir private Path project;

  private DeclarationsTest with(String file, String text) {
    try {
      Path path = project.resolve("out-of-band").resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
      return this;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Declarations read() {
    return Declarations.read(
        FolderTree.at(project), List.of(new SchemaName("frontend"), new SchemaName("codeintel")));
  }

  private List<String> problems() {
    Fault fault = catchThrowableOfType(Fault.class, this::read);
    assertThat(fault.exitStatus()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(fault.problems()).allSatisfy(p -> assertThat(p.remedy()).isNotBlank());
    return fault.problems().stream().map(p -> p.place() + ": " + p.what()).toList();
  }

  @Test
  void aProjectWithoutTheFolderHasNone() {
    assertThat(read().all()).isEmpty();
  }

  @Test
  void readsTheCommonShapeWithoutAnySql() {
    with("17_handles/metadata.yaml", HEAD + "deprecated: 4.4\n" + COLUMNS);
    with("README.md", "not one");
    with(
        "9_numbers/metadata.yaml",
        HEAD.replace("17", "9") + COLUMNS.replace("users", "'\"Us.ers\"'"));

    assertThat(read().all()).hasSize(2).first().extracting(d -> d.id().value()).isEqualTo(9);
    Declaration read = read().require(List.of(new OutOfBandId(17))).getFirst();
    assertThat(read.slug()).isEqualTo("handles");
    assertThat(read.team()).isEqualTo("accounts");
    assertThat(read.description()).isEqualTo("Fill users.handle: from the name");
    assertThat(read.introduced()).isEqualTo(Version.of(4, 3));
    assertThat(read.deprecated()).contains(Version.of(4, 4));
    assertThat(read.wayBack()).isEqualTo(WayBack.WORK);
    assertThat(read.policy()).isEqualTo(BatchPolicy.POLITE);
    Work.SetColumns work = (Work.SetColumns) read.work();
    assertThat(work.keys().table().toSql()).isEqualTo("users");
    assertThat(work.up()).isEqualTo(new Change("handle IS NULL", "handle = lower(name)"));
    assertThat(work.down()).contains(new Change("handle IS NOT NULL", "handle = NULL"));
  }

  @Test
  void readsScriptsAndFillsInTheirParameters() {
    with("17/metadata.yaml", HEAD + "table: public.users\nkey: '\"The Id\"'\n");
    with("17/progress.sql", "SELECT 1\r\n");
    with(
        "17/up.sql",
        "\uFEFFUPDATE users SET a = 'x:first' WHERE \"The Id\" BETWEEN :first AND :last -- :x");
    with(
        "17/down.sql",
        "UPDATE users SET a = b::text WHERE \"The Id\" >= :first AND \"The Id\" <= :last");

    Work.Scripts work = (Work.Scripts) read().all().getFirst().work();
    assertThat(work.walk()).map(KeyWalk::key).contains("The Id");
    assertThat(work.up().forBatch(new Batch(5, Optional.of(new KeyRange("a'b", "c\\", "text")))))
        .isEqualTo(
            "UPDATE users SET a = 'x:first' WHERE \"The Id\" BETWEEN 'a''b'::text AND E'c\\\\'::text -- :x");
    assertThat(work.down()).isPresent();
  }

  @Test
  void readsAClassAndSettingsOfBatches() {
    with(
        "17_x/metadata.yaml",
        HEAD
            + """
            team: search
            irreversible: true
            class: com.example.Handles
            batch:
              target: 200ms
              rest: 0
              wal_behind: 64MB
              replication_lag: 1min
            """);

    Declaration read = read().all().getFirst();
    assertThat(read.team()).isEqualTo("search");
    assertThat(read.wayBack()).isEqualTo(WayBack.IMPOSSIBLE);
    assertThat(read.work()).isEqualTo(new Work.Code(Optional.empty(), "com.example.Handles"));
    assertThat(read.policy().target()).isEqualTo(Duration.ofMillis(200));
    assertThat(read.policy().rest()).isZero();
    assertThat(read.policy().walBehind()).isEqualTo(64L << 20);
    assertThat(read.policy().replicationLag()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void tellsEverythingThatIsWrongAtOnceAndWhere() {
    with(
        "17_a/metadata.yaml",
        HEAD.replace("frontend", "fronted") + "nondestructive: true\n" + COLUMNS);
    with("17_b/metadata.yaml", HEAD.replace("v4.3", "soon") + COLUMNS);
    with("x_c/metadata.yaml", HEAD + COLUMNS);
    with("18_d/metadata.yaml", HEAD + "deprecated: v4.3.7\n" + COLUMNS);
    with("19_e/up.sql", "SELECT 1");
    with("20_f/metadata.yaml", "id: 20\nschema: codeintel\nbatch: {target: fast, rest: -1}\n");

    assertThat(problems())
        .containsExactly(
            "out-of-band/17_a/metadata.yaml:2:9: unknown schema \"fronted\"",
            "out-of-band/17_a/metadata.yaml:6:1: unknown key \"nondestructive\"",
            "out-of-band/17_b: duplicate id 17: out-of-band/17_a has it, too",
            "out-of-band/17_b/metadata.yaml:5:13: \"soon\" is not a version",
            "out-of-band/18_d/metadata.yaml:1:5: the id is 17, but the folder says 18",
            "out-of-band/18_d/metadata.yaml:6:13: it is deprecated in v4.3.7, which is not after v4.3,"
                + " where it is introduced",
            "out-of-band/19_e: metadata.yaml is missing",
            "out-of-band/20_f: nothing says what it does",
            "out-of-band/20_f/metadata.yaml: \"component\" is missing",
            "out-of-band/20_f/metadata.yaml: \"description\" is missing",
            "out-of-band/20_f/metadata.yaml: \"introduced\" is missing",
            "out-of-band/20_f/metadata.yaml:3:17: \"fast\" is not a length of time",
            "out-of-band/20_f/metadata.yaml:3:29: \"rest\" must be from 0 to 10000, not -1",
            "out-of-band/x_c: the name of the folder does not begin with the id of an out-of-band"
                + " migration");
  }

  @Test
  void aWayBackIsThereIfAndOnlyIfItTakesWork() {
    String noDown = COLUMNS.substring(0, COLUMNS.indexOf("down:"));
    with("17_a/metadata.yaml", HEAD + noDown);
    with("18_b/metadata.yaml", HEAD.replace("17", "18") + "non_destructive: true\n" + COLUMNS);
    with("19_c/metadata.yaml", HEAD.replace("17", "19") + "irreversible: true\n" + COLUMNS);
    with(
        "20_d/metadata.yaml",
        HEAD.replace("17", "20") + "irreversible: true\nnon_destructive: true\n" + noDown);

    assertThat(problems())
        .containsExactly(
            "out-of-band/17_a: nothing says how it is taken back",
            "out-of-band/18_b/metadata.yaml:12:1: a way back is given, but non_destructive says that"
                + " none is needed",
            "out-of-band/19_c/metadata.yaml:12:1: a way back is given, but irreversible says that there"
                + " is none",
            "out-of-band/20_d/metadata.yaml:6:15: it is declared both non_destructive and irreversible");
  }

  @Test
  void aScriptThatCannotBeABatchIsRefused() {
    with("17_a/metadata.yaml", HEAD);
    with("17_a/progress.sql", "SELECT 1 WHERE id > :first");
    with("17_a/up.sql", "UPDATE users SET a = 1\nWHERE id < :batchsize;\nVACUUM users;");
    with("17_a/down.sql", "UPDATE users SET a = 'open");
    with(
        "18_b/metadata.yaml",
        HEAD.replace("17", "18") + COLUMNS.replace("lower(name)", "1; DROP TABLE x"));
    with("18_b/up.sql", "SELECT 1");

    assertThat(problems())
        .contains(
            "out-of-band/17_a/progress.sql:1:21: :first has no value here",
            "out-of-band/17_a/up.sql:2:12: unknown parameter :batchsize",
            "out-of-band/17_a/up.sql: :batch_size is nowhere used, so every batch would do everything",
            "out-of-band/17_a/up.sql: this cannot run in a transaction, which every batch does",
            "out-of-band/18_b: it says in several ways what it does: up or down in metadata.yaml,"
                + " scripts")
        .anyMatch(p -> p.startsWith("out-of-band/17_a/down.sql:1:"));
  }

  @Test
  void aPieceOfSqlThatIsMoreThanAPieceIsRefused() {
    with("17_a/metadata.yaml", HEAD + COLUMNS.replace("lower(name)", "1; DROP TABLE x"));
    with(
        "18_a/metadata.yaml",
        HEAD.replace("17", "18") + COLUMNS.replace("handle IS NULL", "a = 'x"));

    assertThat(problems())
        .anyMatch(
            p -> p.startsWith("out-of-band/17_a/metadata.yaml:10:8: \"set\" is not part of one"))
        .anyMatch(
            p -> p.startsWith("out-of-band/18_a/metadata.yaml:9:14: \"predicate\" is not part"));
  }

  @Test
  void anUnknownIdIsNamedWithThoseThatThereAre() {
    with("17_handles/metadata.yaml", HEAD + COLUMNS);
    Fault fault =
        catchThrowableOfType(
            Fault.class, () -> read().require(List.of(new OutOfBandId(71), new OutOfBandId(17))));
    assertThat(fault).hasMessage("no out-of-band migration has the id 71");
    assertThat(fault.problems().getFirst().remedy()).isEqualTo("there are: 17 (handles)");
  }
}
