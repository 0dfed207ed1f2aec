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
import dev.ebb.source.Project;
import dev.ebb.source.SchemaConfig;
import dev.ebb.sql.Quote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Where a drill takes place: a throw-away server, on it the database of one schema, and a copy of
 * what the project says of it. Closing removes everything.
 */
final class Ground implements AutoCloseable {
  static final String KIND = "ebb-drill-";

  /** What every copy is made from. */
  private static final String ORIGINAL = "ebb_drill_original";

  /**
   * Variables of the caller that commands need to find programs and memory; no others reach them.
   */
  private static final List<String> HANDED_ON =
      List.of("PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "GNUPGHOME");

  private final ThrowAway place;
  private final SchemaConfig schema;
  private final Map<String, String> environment;
  private int copies;

  private Ground(ThrowAway place, SchemaConfig schema, Map<String, String> environment) {
    this.place = place;
    this.schema = schema;
    this.environment = environment;
  }

  /** Sets it up, with an empty database. */
  static Ground open(Invocation call, SchemaConfig schema, Durability durability) {
    ThrowAway place = ThrowAway.open(KIND, durability);
    Map<String, String> environment = new TreeMap<>();
    EmbeddedPostgres server = place.server();
    String prefix = schema.environmentPrefix();
    environment.put(prefix + "PGHOST", server.host());
    environment.put(prefix + "PGPORT", String.valueOf(server.port()));
    environment.put(prefix + "PGUSER", server.user());
    environment.put(prefix + "PGPASSWORD", server.password());
    environment.put(prefix + "PGDATABASE", schema.name().value());
    environment.put(prefix + "PGSSLMODE", "disable");
    for (String name : HANDED_ON) {
      String value = call.surroundings().environment().get(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    Ground ground = new Ground(place, schema, environment);
    try {
      copyProject(call, ground.original());
      ground.beside("CREATE DATABASE " + ground.database());
      return ground;
    } catch (Fault | IOException e) {
      place.close();
      throw e instanceof Fault fault ? fault : failure((IOException) e);
    }
  }

  private String database() {
    return Quote.identifier(schema.name().value());
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
    return connector(schema.name().value()).open();
  }

  private Connector connector(String database) {
    EmbeddedPostgres server = place.server();
    return new Connector(
        ConnectionSettings.of(
            server.host(), server.port(), server.user(), server.password(), database),
        "ebb-drill");
  }

  private void beside(String sql) {
    try (Session session = connector("postgres").open()) {
      session.execute(sql);
    }
  }

  /**
   * Has the database go by another name for a while.
   *
   * @param work is told the environment in which commands find it
   */
  void under(String name, Consumer<Map<String, String>> work) {
    if (name.equals(schema.name().value())) {
      work.accept(environment);
      return;
    }
    Map<String, String> renamed = new TreeMap<>(environment);
    renamed.put(schema.environmentPrefix() + "PGDATABASE", name);
    beside("ALTER DATABASE " + database() + " RENAME TO " + Quote.identifier(name));
    work.accept(renamed);
    beside("ALTER DATABASE " + Quote.identifier(name) + " RENAME TO " + database());
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
      copyTree(original(), project);
    } catch (IOException e) {
      throw failure(e);
    }
    return project;
  }

  /** Removes a copy, with whatever was made beside it. */
  void removeCopy(Path project) {
    ThrowAway.remove(project);
    try (Session session = connector("postgres").open()) {
      List<String> databases =
          session.query(
              "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname NOT IN ('postgres', '"
                  + ORIGINAL
                  + "')",
              row -> row.text("datname"));
      databases.forEach(name ->
          session.execute("DROP DATABASE IF EXISTS " + Quote.identifier(name) + " WITH (FORCE)"));
    }
  }

  private static void copyProject(Invocation call, Path to) throws IOException {
    Path from = call.folder();
    Files.createDirectories(to);
    if (Files.exists(from.resolve(Project.FILE))) {
      Files.copy(from.resolve(Project.FILE), to.resolve(Project.FILE));
    }
    for (SchemaConfig one : call.project().schemas()) {
      copyTree(from.resolve(one.folder()), to.resolve(one.folder()));
    }
  }

  static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path source : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(source).toString());
        if (Files.isDirectory(source)) {
          Files.createDirectories(target);
        } else {
          Files.copy(source, target);
        }
      }
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
