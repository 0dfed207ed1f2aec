package dev.ebb.passage;

import dev.ebb.db.Session;
import dev.ebb.graph.Direction;
import dev.ebb.release.Itinerary;
import dev.ebb.sql.Quote;
import dev.ebb.version.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the database of the first schema remembers of passages: each with its plan, and how far it
 * came. Also the row of {@code versions}, in which the application looks up what was installed.
 * Confined to one session.
 */
final class Logbook {
  /** Its tables, which are nobody's but ours. */
  static final String RUNS = "ebb_release_runs";

  static final String CHECKPOINTS = "ebb_release_checkpoints";
  private static final String VERSIONS = "versions";

  private final Session session;
  private final String namespace;

  Logbook(Session session, String namespace) {
    this.session = session;
    this.namespace = namespace;
  }

  /**
   * A passage that was begun.
   *
   * @param id its number
   * @param plan as it was made then
   * @param since when, as the server says it
   */
  record Begun(long id, Itinerary plan, String since) {}

  private String table(String name) {
    return Quote.identifier(namespace) + "." + name;
  }

  private boolean exists(String name) {
    return session.queryOne(
        "SELECT to_regclass(?) IS NOT NULL AS found", r -> r.bool("found"), table(name));
  }

  /** The passage that was begun and neither ended nor turned back, if there is one. */
  Optional<Begun> unfinished() {
    if (!exists(RUNS)) {
      return Optional.empty();
    }
    return session.queryFirst(
        "SELECT id, direction, from_version, to_version, plan, to_char(started_at AT TIME ZONE 'UTC',"
            + " 'YYYY-MM-DD HH24:MI') AS since FROM "
            + table(RUNS)
            + " WHERE finished_at IS NULL ORDER BY id DESC LIMIT 1",
        r ->
            new Begun(
                r.int64("id"),
                plan(
                    r.text("direction"),
                    r.text("from_version"),
                    r.text("to_version"),
                    r.text("plan")),
                r.text("since")));
  }

  private static Itinerary plan(String direction, String from, String to, String legs) {
    List<Itinerary.Leg> all = new ArrayList<>();
    for (String leg : legs.split(";", -1)) {
      int at = leg.indexOf('=');
      List<Integer> ids = new ArrayList<>();
      for (String id : leg.substring(at + 1).split(",", -1)) {
        if (!id.isEmpty()) {
          ids.add(Integer.parseInt(id));
        }
      }
      all.add(new Itinerary.Leg(Version.parse(leg.substring(0, at)), ids));
    }
    Direction way = direction.equals(Direction.UP.word()) ? Direction.UP : Direction.DOWN;
    return new Itinerary(way, Version.parse(from), Version.parse(to), all);
  }

  private static String text(Itinerary plan) {
    List<String> legs = new ArrayList<>();
    for (Itinerary.Leg leg : plan.legs()) {
      List<String> ids = leg.outOfBand().stream().map(String::valueOf).toList();
      legs.add(leg.version() + "=" + String.join(",", ids));
    }
    return String.join(";", legs);
  }

  /** Where the last passage that came to its end went. */
  Optional<Version> arrived() {
    if (!exists(RUNS)) {
      return Optional.empty();
    }
    return session
        .queryFirst(
            "SELECT to_version AS v FROM "
                + table(RUNS)
                + " WHERE arrived ORDER BY finished_at DESC, id DESC LIMIT 1",
            r -> r.text("v"))
        .flatMap(Version::find);
  }

  private String tables() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(RUNS)
        + " (id bigserial PRIMARY KEY, direction text NOT NULL, from_version text NOT NULL,"
        + " to_version text NOT NULL, plan text NOT NULL, started_at timestamptz NOT NULL DEFAULT"
        + " now(), finished_at timestamptz, arrived boolean NOT NULL DEFAULT false, tool_version"
        + " text NOT NULL, run_by text NOT NULL); CREATE TABLE IF NOT EXISTS "
        + table(CHECKPOINTS)
        + " (run bigint NOT NULL REFERENCES "
        + table(RUNS)
        + ", leg integer NOT NULL, what text NOT NULL, at timestamptz NOT NULL DEFAULT now(),"
        + " PRIMARY KEY (run, leg, what))";
  }

  /** Begins a passage: its plan, and, if it turns another back, the end of that one. */
  Begun begin(Itinerary plan, String tool, String runBy, Optional<Begun> turned) {
    session.execute("BEGIN; " + tables());
    turned.ifPresent(run -> session.execute(end(run.id(), false)));
    long id =
        session.queryOne(
            "INSERT INTO "
                + table(RUNS)
                + " (direction, from_version, to_version, plan, tool_version, run_by) VALUES (?, ?, ?,"
                + " ?, ?, ?) RETURNING id",
            r -> r.int64("id"),
            plan.direction().word(),
            plan.from().toString(),
            plan.to().toString(),
            text(plan),
            tool,
            runBy);
    session.execute("COMMIT");
    return new Begun(id, plan, "");
  }

  private String end(long run, boolean arrived) {
    return "UPDATE "
        + table(RUNS)
        + " SET finished_at = now(), arrived = "
        + arrived
        + " WHERE id = "
        + run;
  }

  /** What of a passage is done: {@code "0 schema frontend"}, {@code "0 data"}. */
  Set<String> done(long run) {
    return new HashSet<>(
        session.query(
            "SELECT leg || ' ' || what AS mark FROM " + table(CHECKPOINTS) + " WHERE run = ?",
            r -> r.text("mark"),
            run));
  }

  /** Remembers that something is done. */
  void mark(long run, int leg, String what) {
    session.execute(marking(run, leg, what));
  }

  private String marking(long run, int leg, String what) {
    return "INSERT INTO %s (run, leg, what) VALUES (%d, %d, %s) ON CONFLICT DO NOTHING"
        .formatted(table(CHECKPOINTS), run, leg, Quote.literal(what));
  }

  /**
   * Remembers that the last thing is done: in one transaction with the end of the passage and what
   * the application finds in {@code versions}.
   */
  void arrive(Begun run, int leg, String what, String service) {
    String version = number(run.plan().to());
    session.execute(
        "BEGIN; "
            + marking(run.id(), leg, what)
            + "; "
            + end(run.id(), true)
            + (isVersions() ? "; " + versionSql(service, version) : "")
            + "; COMMIT");
  }

  private static String number(Version version) {
    return version.toString().substring(1);
  }

  private boolean isVersions() {
    return session.queryOne(
        "SELECT count(*) = 2 AS found FROM pg_attribute WHERE attrelid = to_regclass(?) AND attname"
            + " IN ('service', 'version') AND NOT attisdropped",
        r -> r.bool("found"),
        table(VERSIONS));
  }

  private String versionSql(String service, String version) {
    boolean dated =
        session.queryOne(
            "SELECT count(*) = 1 AS found FROM pg_attribute WHERE attrelid = to_regclass(?) AND"
                + " attname = 'updated_at' AND NOT attisdropped",
            r -> r.bool("found"),
            table(VERSIONS));
    return "UPDATE %s SET version = %s%s WHERE service = %s"
        .formatted(
            table(VERSIONS),
            Quote.literal(version),
            dated ? ", updated_at = now()" : "",
            Quote.literal(service));
  }

  /**
   * Notes that a version of the code runs on the database now, unless somebody else has noted
   * another since.
   *
   * @param seen what was noted before; empty if nothing was
   * @return whether it is noted now
   */
  boolean note(String service, Optional<Version> seen, Version now, String tool, String runBy) {
    if (!installed(service).or(this::arrived).equals(seen)) {
      return false;
    }
    String version = number(now);
    if (isVersions() && session.update(versionSql(service, version)) == 0) {
      return session.update(
              "INSERT INTO %s (service, version) VALUES (%s, %s) ON CONFLICT DO NOTHING"
                  .formatted(table(VERSIONS), Quote.literal(service), Quote.literal(version)))
          > 0;
    }
    if (!isVersions()) {
      session.execute(
          "BEGIN; "
              + tables()
              + "; INSERT INTO %s (direction, from_version, to_version, plan, finished_at, arrived, tool_version, run_by) VALUES (%s, %s, %s, %s, now(), true, %s, %s); COMMIT"
                  .formatted(
                      table(RUNS),
                      Quote.literal(Direction.UP.word()),
                      Quote.literal(seen.orElse(now).toString()),
                      Quote.literal(now.toString()),
                      Quote.literal(now + "="),
                      Quote.literal(tool),
                      Quote.literal(runBy)));
    }
    return true;
  }

  /** What {@code versions} says was installed first, if it says so. */
  Optional<Version> firstInstalled(String service) {
    boolean told =
        session.queryOne(
            "SELECT count(*) = 2 AS found FROM pg_attribute WHERE attrelid = to_regclass(?) AND attname"
                + " IN ('service', 'first_version') AND NOT attisdropped",
            r -> r.bool("found"),
            table(VERSIONS));
    return told
        ? session
            .queryFirst(
                "SELECT coalesce(first_version, '') AS v FROM "
                    + table(VERSIONS)
                    + " WHERE service = ?",
                r -> r.text("v"),
                service)
            .flatMap(Version::find)
        : Optional.empty();
  }

  /** What {@code versions} says is installed; empty if it says nothing that is a version. */
  Optional<Version> installed(String service) {
    if (!isVersions()) {
      return Optional.empty();
    }
    return session
        .queryFirst(
            "SELECT coalesce(version, '') AS v FROM " + table(VERSIONS) + " WHERE service = ?",
            r -> r.text("v"),
            service)
        .flatMap(Version::find);
  }
}
