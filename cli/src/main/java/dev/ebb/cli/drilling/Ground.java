package dev.ebb.cli.drilling;

import dev.ebb.cli.checking.ThrowAway;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.embedded.Durability;
import dev.ebb.embedded.EmbeddedPostgres;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.swap.Site;
import dev.ebb.source.SchemaConfig;
import dev.ebb.sql.Quote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Where a drill takes place: a throw-away server, on it the database of one schema, and a copy of
 * what the project says of it. Closing removes everything.
 */
final class Ground implements AutoCloseable {
  static final String KIND = "ebb-drill-";

  /** What every copy is made from. */
  private static final String ORIGINAL = "ebb_drill_original";

  /** Where one connects to do something with the others. */
  private static final String BESIDE = "postgres";

  /** When something is done with that one. */
  private static final String TEMPLATE = "template1";

  /**
   * Variables of the caller that commands need to find programs and memory; no others reach them.
   */
  private static final List<String> HANDED_ON =
      List.of("PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "GNUPGHOME");

  private final ThrowAway place;
  private final SchemaConfig schema;
  private final Map<String, String> environment;
  private final Archiving archiving;
  private int copies;

  private Ground(ThrowAway place, SchemaConfig schema, Map<String, String> environment) {
    this.place = place;
    this.schema = schema;
    this.environment = environment;
    this.archiving = new Archiving(place.server(), () -> connector(BESIDE).open());
  }

  /** Sets it up, with an empty database. */
  static Ground open(Invocation call, SchemaConfig schema, Durability durability) {
    ThrowAway place = ThrowAway.open(KIND, durability);
    Map<String, String> environment = new TreeMap<>();
    EmbeddedPostgres server = place.server();
    String prefix = schema.environmentPrefix();
    environment.put(prefix + "PGHOST", server.host());
    environment.put(prefix + "PGUSER", server.user());
    environment.put(prefix + "PGPASSWORD", server.password());
    environment.put(prefix + "PGSSLMODE", "disable");
    for (String name : HANDED_ON) {
      String value = call.surroundings().environment().get(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    Ground ground = new Ground(place, schema, environment);
    environment.put(prefix + "PGDATABASE", ground.name());
    ground.moved();
    try {
      ProjectCopy.make(call, ground.original());
      ground.beside("CREATE DATABASE " + ground.database());
      return ground;
    } catch (Fault | IOException e) {
      place.close();
      throw e instanceof Fault fault ? fault : failure((IOException) e);
    }
  }

  // After a restart the server may be at another port.
  private void moved() {
    environment.put(schema.environmentPrefix() + "PGPORT", String.valueOf(place.server().port()));
  }

  // A schema may be called as what every server has.
  private String name() {
    String name = schema.name().value();
    return List.of(BESIDE, TEMPLATE, "template0", ORIGINAL).contains(name)
        ? "ebb_drill_" + name + "_copy"
        : name;
  }

  private String database() {
    return Quote.identifier(name());
  }

  /** Has what is written archived from now on; why that cannot be, empty if it is so. */
  Optional<String> archive() {
    Optional<String> trouble = archiving.begin();
    moved();
    return trouble;
  }

  Archiving archiving() {
    return archiving;
  }

  SchemaConfig schema() {
    return schema;
  }

  Site.Tenant tenant() {
    return new Site.Tenant(schema.name(), schema.versionTable());
  }

  Map<String, String> environment() {
    return environment;
  }

  String server() {
    return "PostgreSQL " + place.server().version();
  }

  /** The copy of the project that no mishap has reached. */
  Path original() {
    return place.folder().resolve("project");
  }

  /** A folder on the ground. */
  Path folder(String name) {
    return place.folder().resolve(name);
  }

  /** A session in the database. */
  Session session() {
    return connector(name()).open();
  }

  private Connector connector(String database) {
    EmbeddedPostgres server = place.server();
    return new Connector(
        ConnectionSettings.of(
            server.host(), server.port(), server.user(), server.password(), database),
        "ebb-drill");
  }

  private void beside(String sql) {
    execute(BESIDE, sql);
  }

  private void execute(String database, String sql) {
    try (Session session = connector(database).open()) {
      session.execute(sql);
    }
  }

  /**
   * Has the database be made under another name, and takes it from there.
   *
   * @param work is told the environment in which commands make it
   */
  void under(String name, Consumer<Map<String, String>> work) {
    if (name.equals(name())) {
      work.accept(environment);
      return;
    }
    String quoted = Quote.identifier(name);
    boolean there = name.equals(BESIDE);
    if (!there) {
      beside("CREATE DATABASE " + quoted);
    }
    Map<String, String> renamed = new TreeMap<>(environment);
    renamed.put(schema.environmentPrefix() + "PGDATABASE", name);
    work.accept(renamed);
    String from = there ? TEMPLATE : BESIDE;
    execute(from, "DROP DATABASE " + database() + " WITH (FORCE)");
    execute(from, "ALTER DATABASE " + quoted + " RENAME TO " + database());
    if (there) {
      execute(from, "CREATE DATABASE " + quoted);
    }
  }

  /** From now on every copy begins as the database and the project are at this moment. */
  void keepAsOriginal() {
    beside("ALTER DATABASE " + database() + " RENAME TO " + ORIGINAL);
  }

  /** A new copy of the database, and a new folder with a copy of the project. */
  Path copy() {
    beside("CREATE DATABASE " + database() + " TEMPLATE " + ORIGINAL);
    Path project = place.folder().resolve("copy-" + ++copies);
    try {
      ThrowAway.copy(original(), project);
    } catch (IOException e) {
      throw failure(e);
    }
    return project;
  }

  /** How large all databases of the server are. */
  long bytes() {
    try (Session session = connector(BESIDE).open()) {
      return session.queryOne(
          "SELECT sum(pg_database_size(oid))::int8 AS n FROM pg_database", row -> row.int64("n"));
    }
  }

  /** Removes a copy, with whatever was made beside it. */
  void removeCopy(Path project) {
    ThrowAway.remove(project);
    try (Session session = connector(BESIDE).open()) {
      List<String> databases =
          session.query(
              "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> '"
                  + BESIDE
                  + "'",
              row -> row.text("datname"));
      if (!databases.contains(ORIGINAL)) {
        throw Fault.of(
            FaultCode.MACHINE,
            "the last way back also took away what the others begin with",
            "practise the others without it: --way=…");
      }
      databases.stream()
          .filter(name -> !name.equals(ORIGINAL))
          .forEach(name ->
              session.execute(
                  "DROP DATABASE IF EXISTS " + Quote.identifier(name) + " WITH (FORCE)"));
    }
  }

  private static Fault failure(IOException e) {
    return Fault.of(
        FaultCode.MACHINE,
        "the project cannot be copied: " + e,
        "see to space and rights in the folder for temporary files, or name another: TMPDIR=…",
        e);
  }

  @Override
  public void close() {
    place.close();
  }
}
