package dev.ebb.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Source;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.ShadowPlace;
import dev.ebb.sql.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every way back gets the verdict that it deserves, whatever the one before it left behind. */
@ExtendWith(LeakCheck.class)
class ProverTest {
  private final List<Migration> chain = new ArrayList<>();

  @Test
  void aDownThatRestoresEverythingIsProven() {
    add(
        "CREATE TABLE \"T.t\" (id serial PRIMARY KEY, \"a b\" text NOT NULL)",
        "DROP TABLE \"T.t\"");
    add("ALTER TABLE \"T.t\" ADD c int DEFAULT 7 CHECK (c > 0)", "ALTER TABLE \"T.t\" DROP c");
    add("CREATE INDEX CONCURRENTLY i ON \"T.t\" (c)", "DROP INDEX CONCURRENTLY i");
    add("ALTER TABLE \"T.t\" RENAME TO u", "ALTER TABLE u RENAME TO \"T.t\"");
    assertThat(prove()).allMatch(proof -> proof.verdict() instanceof Verdict.Proven);
  }

  @Test
  void aDownThatLeavesSomethingElseIsDisprovenByExactlyThat() {
    add("CREATE TABLE a (id int PRIMARY KEY); CREATE INDEX i ON a (id)", "DROP TABLE a");
    add("DROP INDEX i", "CREATE INDEX i ON a (id DESC)");
    List<Proof> proofs = prove();
    assertThat(proofs.getFirst().verdict()).isInstanceOf(Verdict.Proven.class);
    assertThat(flaws(proofs.getLast()))
        .singleElement()
        .isInstanceOfSatisfying(
            Flaw.Leaves.class,
            leaves ->
                assertThat(leaves.difference().lines())
                    .singleElement()
                    .asString()
                    .contains("index public.i", "DESC"));
  }

  @Test
  void afterASpoiledShadowTheNextIsJudgedOnACleanOne() {
    add("CREATE TABLE a (id int PRIMARY KEY)", "DROP TABLE a");
    add("CREATE TABLE b (id int)", "DROP TABLE a CASCADE");
    add("ALTER TABLE a ADD c int", "ALTER TABLE a DROP c");
    add("CREATE TABLE d (id int REFERENCES a)", "DROP TABLE nowhere");
    add("ALTER TABLE d ADD e int", "ALTER TABLE d DROP e");
    List<Proof> proofs = prove();
    assertThat(proofs.stream().map(proof -> proof.verdict().getClass().getSimpleName()))
        .containsExactly("Proven", "Disproven", "Proven", "Disproven", "Proven");
    assertThat(flaws(proofs.get(3)).getFirst()).isInstanceOf(Flaw.DownFails.class);
  }

  @Test
  void theNextFindsWhatADownTookAwayThatTouchesNoTable() {
    add("CREATE TABLE b (id int)", "DROP TABLE b");
    add(
        """
        DROP TABLE b;
        CREATE TABLE b (id int);
        CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
        """,
        "DROP FUNCTION f()");
    add("CREATE VIEW v AS SELECT f()", "DROP VIEW v");
    List<Proof> proofs = prove();
    assertThat(proofs).map(Proof::verdict).hasOnlyElementsOfType(Verdict.Proven.class);
    assertThat(remaining(proofs.getLast())).isEmpty();
  }

  @Test
  void columnsThatComeBackAtTheEndAreAVerdictOfTheirOwn() {
    add("CREATE TABLE a (x int, y int)", "DROP TABLE a");
    add("ALTER TABLE a DROP x", "ALTER TABLE a ADD x int");
    Proof proof = prove().getLast();
    assertThat(proof.verdict()).isInstanceOf(Verdict.ColumnOrder.class);
    assertThat(proof.notes()).contains(new Note.ValuesChange("public.a", "x", Note.Cause.DROPPED));
  }

  @Test
  void aDownThatRemovesRowsThatWereThereIsDisproven() {
    add("CREATE TABLE a (id int PRIMARY KEY, old int)", "DROP TABLE a");
    add("ALTER TABLE a ADD c int", "DELETE FROM a; ALTER TABLE a DROP c");
    assertThat(flaws(prove().getLast()).getFirst())
        .isInstanceOfSatisfying(
            Flaw.LosesRows.class,
            lost -> assertThat(lost.losses().getFirst().table()).isEqualTo("public.a"));
  }

  @Test
  void whatTheUpDestroysIsNamedAndNoFaultOfTheDown() {
    add("CREATE TABLE a (id int PRIMARY KEY, n numeric)", "DROP TABLE a");
    add("DELETE FROM a", "SELECT 1");
    add("UPDATE a SET n = 3", "");
    List<Proof> proofs = prove();
    assertThat(proofs).allMatch(proof -> proof.verdict() instanceof Verdict.Proven);
    assertThat(proofs.get(1).notes()).anyMatch(Note.UpRemovesRows.class::isInstance);
  }

  @Test
  void whatCameAfterTheUpSurvivesDownAndUpWhereItIsKept() {
    add(
        "CREATE TABLE a (id int PRIMARY KEY, n numeric); CREATE TABLE log (what text)",
        "DROP TABLE a, log");
    add("ALTER TABLE a ADD c text, ADD d int", "ALTER TABLE a DROP c, DROP d");
    add("CREATE TABLE b (id serial PRIMARY KEY, a int REFERENCES a)", "DROP TABLE b");
    add("ALTER TABLE log ADD at timestamptz", "ALTER TABLE log DROP at; DELETE FROM log");
    assertThat(prove())
        .allSatisfy(
            proof -> assertThat(proof.notes()).noneMatch(Note.NotGivenBack.class::isInstance));
  }

  @Test
  void withoutADownNothingCanBeProven() {
    add("CREATE TABLE a (id int)", "-- nothing\n");
    Proof proof = prove().getFirst();
    assertThat(proof.verdict()).isEqualTo(new Verdict.NotProvable(new Obstacle.NoDown()));
    assertThat(proof.derived().orElseThrow().sql()).isEqualTo("DROP TABLE public.a;\n");
    assertThat(proof.derived().orElseThrow().proven()).isTrue();
  }

  @Test
  void whereTheWrittenDownIsWrongOneThatProvesIsDerived() {
    add("CREATE TABLE a (id serial PRIMARY KEY, \"N\" text UNIQUE)", "DROP TABLE a");
    add("ALTER TABLE a RENAME \"N\" TO m; CREATE VIEW v AS SELECT m FROM a", "DROP VIEW v");
    add("ALTER TABLE a ADD o int", "ALTER TABLE a DROP o");
    List<Proof> proofs = prove();
    assertThat(proofs.get(1).verdict()).isInstanceOf(Verdict.Disproven.class);
    Derived derived = proofs.get(1).derived().orElseThrow();
    assertThat(derived.verdict()).isInstanceOf(Verdict.Proven.class);
    assertThat(derived.sql()).contains("DROP VIEW", "RENAME COLUMN m TO \"N\"");
    assertThat(derived.notUndone()).isEmpty();
    assertThat(proofs.get(2).verdict()).isInstanceOf(Verdict.Proven.class);
    assertThat(proofs.get(0).derived()).isEmpty();
  }

  @Test
  void whatADerivedDownCannotUndoIsNamedInComments() {
    add("CREATE TABLE a (id serial PRIMARY KEY, n int, t text); CREATE TABLE b (x int)", "");
    add(
        """
        ALTER TABLE a ADD c int;
        UPDATE a SET t = 'x
        -- y';
        ALTER TABLE a DROP n;
        DO $$ BEGIN INSERT INTO b VALUES (1); END $$;
        INSERT INTO b VALUES (2);
        DROP TABLE b;
        CREATE TABLE new (id int);
        INSERT INTO new VALUES (1);
        """,
        "");
    Derived derived = prove().getLast().derived().orElseThrow();
    assertThat(derived.proven()).as(derived.toString()).isTrue();
    assertThat(derived.notUndone())
        .anyMatch(clause -> clause.startsWith("line 2 of the up changes t of a: UPDATE a"))
        .anyMatch(clause -> clause.startsWith("line 5 of the up adds rows of public.b"))
        .anyMatch(clause -> clause.contains("drops the values of public.a.n"))
        .anyMatch(clause -> clause.contains("drops the rows of public.b"))
        .noneMatch(clause -> clause.contains("new"));
    assertThat(Script.parse(derived.text()).statements())
        .hasSameSizeAs(Script.parse(derived.sql()).statements());
  }

  @Test
  void whatCannotBeAppliedHereAndWhatBuildsOnItIsNotProvable() {
    add("CREATE TABLE a (id int)", "DROP TABLE a");
    add("CREATE EXTENSION no_such_extension", "DROP EXTENSION no_such_extension");
    add("CREATE TABLE b (id int)", "DROP TABLE b");
    List<Proof> proofs = prove();
    assertThat(proofs.getFirst().verdict()).isInstanceOf(Verdict.Proven.class);
    assertThat(obstacle(proofs.get(1))).isInstanceOf(Obstacle.UpFails.class);
    assertLacksAnExtension(obstacle(proofs.get(1)));
    assertThat(obstacle(proofs.get(2))).isEqualTo(new Obstacle.ParentMissing(new MigrationId(2)));
  }

  @Test
  void anExtensionThatTheShadowLacksIsKnownByWhatTheServerMeansInWhateverLanguage() {
    add("DO $$ BEGIN CREATE EXTENSION no_such_extension; END $$", "SELECT 1");
    assertLacksAnExtension(obstacle(prove().getFirst()));
  }

  private static void assertLacksAnExtension(Object obstacle) {
    Problem problem = ((Obstacle.UpFails) obstacle).problems().getFirst();
    assertThat(problem.code()).isEqualTo(FaultCode.SERVER);
    assertThat(problem.remedy()).contains("--shadow=target");
  }

  @Test
  void anUpThatNeverEndsOrDropsWhatItMadeIsNoHarmToTheOthers() {
    add("CREATE TABLE own (a int); DROP TABLE own", "CREATE TABLE own (); DROP TABLE own");
    add("SELECT pg_sleep(1000)", "SELECT 1");
    List<Proof> proofs =
        new Prover(setting(Duration.ofMillis(800)))
            .prove(graph(), Set.copyOf(graph().ids()), _ -> {});
    assertThat(proofs.getFirst().verdict()).isInstanceOf(Verdict.Proven.class);
    Obstacle.UpFails hangs = (Obstacle.UpFails) obstacle(proofs.getLast());
    assertThat(hangs.problems().getFirst().remedy()).contains("it may be that it never ends");
  }

  @Test
  void anUpThatStumblesOverRowsIsTriedOnFewer() {
    add("CREATE TABLE a (id serial PRIMARY KEY, n int)", "DROP TABLE a");
    add("UPDATE a SET n = n + 1", "UPDATE a SET n = n - 1");
    add("ALTER TABLE a ADD must int NOT NULL", "ALTER TABLE a DROP must");
    add("ALTER TABLE a ADD o int", "ALTER TABLE a DROP o");
    List<Proof> proofs = prove();
    assertThat(proofs).allMatch(proof -> proof.verdict() instanceof Verdict.Proven);
    assertThat(remaining(proofs.get(1))).containsExactly(Note.Remaining.ORDINARY_ROWS);
    assertThat(remaining(proofs.get(2))).containsExactly(Note.Remaining.NO_ROWS);
    assertThat(proofs.get(3).notes()).noneMatch(Note.UpRefusesRows.class::isInstance);
  }

  @Test
  void rowsThatOnlyTheNewSchemaPermitsAreSaidToBeInTheWay() {
    add("CREATE TABLE a (id serial PRIMARY KEY, n int NOT NULL)", "DROP TABLE a");
    add("ALTER TABLE a ALTER n DROP NOT NULL", "ALTER TABLE a ALTER n SET NOT NULL");
    Proof proof = prove().getLast();
    assertThat(proof.verdict()).isInstanceOf(Verdict.Proven.class);
    assertThat(proof.notes()).anyMatch(Note.DownRefusesNewRows.class::isInstance);
  }

  @Test
  void onlyWhatIsAskedForIsProven() {
    add("CREATE TABLE a (id int)", "wrong sql");
    add("CREATE TABLE b (id int)", "DROP TABLE b");
    assertThat(prove(id -> id.value() == 2))
        .singleElement()
        .satisfies(proof -> assertThat(proof.verdict()).isInstanceOf(Verdict.Proven.class));
  }

  private void add(String up, String down) {
    long id = chain.size() + 1L;
    List<MigrationId> parents = id == 1 ? List.of() : List.of(new MigrationId(id - 1));
    chain.add(
        new Migration(
            new MigrationId(id),
            "m" + id,
            parents,
            Set.of(),
            new Source(id + "/up.sql", Script.parse(up)),
            new Source(id + "/down.sql", Script.parse(down))));
  }

  private List<Proof> prove() {
    return prove(_ -> true);
  }

  private List<Proof> prove(Predicate<MigrationId> which) {
    Set<MigrationId> asked = new HashSet<>(graph().ids());
    asked.removeIf(which.negate());
    return new Prover(setting(Duration.ofMinutes(2))).prove(graph(), asked, _ -> {});
  }

  private Graph graph() {
    return Graph.of(chain);
  }

  private static ProofSetting setting(Duration limit) {
    TestDatabase home = TestPostgres.shared().database("postgres");
    ConnectionSettings settings =
        ConnectionSettings.of(home.host(), home.port(), home.user(), home.password(), home.name());
    ProofSetting usual =
        ProofSetting.of(
            new ShadowPlace.OnServer(settings),
            Likeness.ofMajor(15),
            new SchemaName("frontend"),
            "schema_migrations");
    return new ProofSetting(
        usual.place(),
        usual.likeness(),
        usual.schema(),
        usual.versionTable(),
        usual.seed(),
        limit,
        usual.sections(),
        null);
  }

  private static List<Flaw> flaws(Proof proof) {
    return proof.verdict() instanceof Verdict.Disproven(List<Flaw> flaws) ? flaws : List.of();
  }

  private static Object obstacle(Proof proof) {
    return proof.verdict() instanceof Verdict.NotProvable(Obstacle obstacle) ? obstacle : proof;
  }

  private static List<Note.Remaining> remaining(Proof proof) {
    return proof.notes().stream()
        .filter(Note.UpRefusesRows.class::isInstance)
        .map(note -> ((Note.UpRefusesRows) note).then())
        .toList();
  }
}
