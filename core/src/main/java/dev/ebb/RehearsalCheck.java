package dev.ebb;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.Difference;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.event.EventSink;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Step;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.rehearse.RealNames;
import dev.ebb.rehearse.Rehearsal;
import dev.ebb.rehearse.Rehearsal.RehearsedStep;
import dev.ebb.rehearse.Rehearser;
import dev.ebb.rehearse.Surroundings;
import dev.ebb.run.Cancellation;
import dev.ebb.shadow.Detail;
import dev.ebb.shadow.DumpCopy;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.Observation;
import dev.ebb.shadow.Replay;
import dev.ebb.shadow.Shadow;
import dev.ebb.source.SchemaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Runs a plan where it hurts nobody, and joins what it does with what the real tables are like. */
final class RehearsalCheck {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final Duration LIMIT_ON_COPY = Duration.ofHours(24);

  private static final int LOOKS = 5;

  private static final String COMPANY =
      """
      SELECT format('pid %s (%s, %s)', pid, usename, coalesce(nullif(application_name, ''), state, '?')) AS who
        FROM pg_catalog.pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_catalog.pg_backend_pid() AND usesysid IS NOT NULL
         AND coalesce(backend_type, 'client backend') = 'client backend' ORDER BY pid
      """;

  private final Workspace workspace;
  private final RehearsalRequest request;
  private final Proposal proposal;
  private final Connector connector;
  private final Listeners listeners;
  private final CatalogReader reader;
  private final List<String> remarks = new ArrayList<>();

  /** Who hears of it, and may stop it. */
  record Listeners(EventSink events, Cancellation cancellation) {}

  /** The real database before the rehearsal. */
  private record Real(
      List<Resident> residents,
      Likeness likeness,
      Catalog catalog,
      Surroundings surroundings,
      long nanos) {}

  RehearsalCheck(
      Workspace workspace,
      RehearsalRequest request,
      Proposal proposal,
      Connector connector,
      Listeners listeners) {
    this.workspace = workspace;
    this.request = request;
    this.proposal = proposal;
    this.connector = connector;
    this.listeners = listeners;
    this.reader =
        new CatalogReader(
            workspace.project().schemas().stream().map(SchemaConfig::versionTable).toList());
  }

  Rehearsal run() {
    Real real = ask(this::look);
    List<Observation> seen = List.of();
    if (!proposal.plan().steps().isEmpty()) {
      seen =
          switch (request.basis()) {
            case SHADOW -> onShadow(real);
            case COPY -> onCopy(real);
          };
    }
    Surroundings later = ask(Surroundings::read);
    Duration between = Duration.ofNanos(System.nanoTime() - real.nanos());
    Rehearser rehearser = new Rehearser(request.basis(), real.surroundings(), later, between);
    RealNames names = new RealNames();
    List<RehearsedStep> steps = new ArrayList<>();
    seen.forEach(observation -> steps.add(rehearser.step(observation, names)));
    return new Rehearsal(
        connector.settings().describe(),
        real.likeness().major(),
        request.basis(),
        real.residents().stream().mapToInt(r -> r.applied().size()).sum(),
        proposal.plan().steps().size(),
        steps,
        new Outlook(connector, proposal).report(),
        remarks);
  }

  private <T> T ask(Function<Session, T> question) {
    try (Session session = connector.open()) {
      return question.apply(session);
    } catch (SqlFailure failure) {
      throw Fault.of(
          failure.isPermission() ? FaultCode.PERMISSION : FaultCode.CONNECTION,
          "schema \"" + proposal.schema().name() + "\": " + failure.serverMessage(),
          "nothing was changed; mend the cause and run the same command again",
          failure);
    }
  }

  private Real look(Session session) {
    SchemaConfig asked = workspace.definitions(proposal.schema().name()).schema();
    return new Real(
        Resident.in(session, workspace, asked),
        Likeness.of(session),
        reader.read(session),
        Surroundings.read(session),
        System.nanoTime());
  }

  private List<Observation> onShadow(Real real) {
    refuseUnknown();
    Likeness likeness = real.likeness();
    try (Shadow shadow =
        Shadow.open(request.shadow().place(connector.settings(), likeness.major()), likeness)) {
      remarks.addAll(shadow.remarks().stream().map(r -> "the scratch database: " + r).toList());
      for (Resident resident : real.residents()) {
        try (Replay replay = replay(shadow, resident.schema(), LIMIT)) {
          replay.up(resident.applied());
        }
      }
      try (Replay replay = replay(shadow, proposal.schema(), LIMIT)) {
        compare(replay.catalog(), real.catalog());
        return observe(replay);
      }
    }
  }

  // Only the way back of such a migration is in the ledger, so a shadow cannot get to where it was.
  private void refuseUnknown() {
    List<MigrationId> unknown =
        proposal.plan().steps().stream()
            .map(Step::id)
            .filter(id -> !workspace.definitions(proposal.schema().name()).graph().contains(id))
            .toList();
    if (!unknown.isEmpty()) {
      throw Fault.of(
          FaultCode.REFUSED,
          "the project does not have migrations that would be taken back, so no scratch database"
              + " can be brought to where the real one is: "
              + unknown.stream().map(MigrationId::toString).toList(),
          "rehearse from the release that has them, or on a copy of the data with --on-branch;"
              + " nothing was changed");
    }
  }

  private void compare(Catalog replayed, Catalog real) {
    Difference difference = replayed.difference(real);
    if (!difference.isEmpty() && !difference.isOnlyColumnOrder()) {
      remarks.add(
          "the database is not as its migrations leave it (%d differences, which 'ebb drift --db=%s'"
                  .formatted(difference.lines().size(), proposal.schema().name())
              + " tells): what is seen here may be otherwise there");
    }
  }

  private List<Observation> onCopy(Real real) {
    List<String> company = ask(RehearsalCheck::company);
    try (Shadow copy =
            company.isEmpty()
                ? Shadow.ofCopy(connector.settings(), real.likeness())
                : copyAmong(company, real.likeness());
        Replay replay = replay(copy, proposal.schema(), LIMIT_ON_COPY)) {
      return observe(replay);
    }
  }

  private Shadow copyAmong(List<String> company, Likeness likeness) {
    DumpCopy way =
        DumpCopy.on(Programs.local(), likeness.major())
            .orElseThrow(() -> noCopy(company, likeness));
    long started = System.nanoTime();
    Shadow copy = way.of(connector.settings(), likeness);
    remarks.add(
        "others were connected (%s), so the copy was made by pg_dump and pg_restore, in %d s: its"
                .formatted(some(company), (System.nanoTime() - started) / 1_000_000_000)
            + " tables hold the same rows without the room that dead ones take, so rewrites and scans"
            + " may take longer in earnest");
    return copy;
  }

  private static Fault noCopy(List<String> company, Likeness likeness) {
    return Fault.of(
        FaultCode.REFUSED,
        "PostgreSQL copies a database only while nobody is connected to it, and there are "
            + company.size()
            + ": "
            + some(company)
            + "; and there is no pg_dump and pg_restore of version "
            + likeness.major()
            + " or newer along PATH, which could copy it all the same",
        "install the client programs of PostgreSQL "
            + likeness.major()
            + "; or stop what is connected; or restore your last backup into another database and"
            + " rehearse there, with PGDATABASE=… and --on-branch; or leave --on-branch out for"
            + " estimates without rows. Nothing was changed");
  }

  private static String some(List<String> company) {
    return String.join(", ", company.subList(0, Math.min(LOOKS, company.size())));
  }

  // Sessions that have just ended, our own among them, are still there for a moment.
  private static List<String> company(Session session) {
    List<String> company = List.of();
    for (int look = 0; look < LOOKS; look++) {
      company = session.query(COMPANY, row -> row.text("who"));
      if (company.isEmpty()) {
        break;
      }
      session.query("SELECT 1 AS one FROM pg_catalog.pg_sleep(0.2)", row -> row.int32("one"));
    }
    return company;
  }

  private List<Observation> observe(Replay replay) {
    List<Observation> all = new ArrayList<>();
    for (Step step : proposal.plan().steps()) {
      // of roots, which are long, nobody has anything that could be locked
      boolean root = step.direction() == Direction.UP && step.migration().parents().isEmpty();
      Observation seen = replay.observe(step, root ? Detail.STEP : Detail.STATEMENTS);
      all.add(seen);
      if (!seen.succeeded()) {
        break;
      }
    }
    return all;
  }

  private Replay replay(Shadow in, SchemaConfig schema, Duration limit) {
    return Replay.in(
        in,
        new Replay.Settings(
            schema.name(),
            schema.versionTable(),
            reader,
            limit,
            listeners.events(),
            listeners.cancellation()));
  }
}
