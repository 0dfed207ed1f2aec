package dev.ebb;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.ObjectName;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.describe.CatalogDocument;
import dev.ebb.drift.Cause;
import dev.ebb.drift.Drift;
import dev.ebb.drift.Evidence;
import dev.ebb.drift.Explained;
import dev.ebb.drift.Finding;
import dev.ebb.drift.Residue;
import dev.ebb.drift.Writing;
import dev.ebb.event.EventSink;
import dev.ebb.graph.Entry;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Source;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.introspect.EarlyReading;
import dev.ebb.introspect.RowAges;
import dev.ebb.ledger.Trace;
import dev.ebb.run.Cancellation;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.ShadowPlace;
import dev.ebb.source.Definitions;
import dev.ebb.source.SchemaConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Holds one database against what should be in it. Changes nothing there. */
final class DriftCheck {
  /** How often it is looked again if somebody migrates in the meantime. */
  private static final int LOOKS = 3;

  private final Workspace workspace;
  private final DriftRequest request;
  private final Session session;
  private final Connector connector;
  private final Listeners listeners;
  private final CatalogReader reader;
  private final List<String> remarks = new ArrayList<>();

  /** What was held against what, and how they differ. */
  private record Sides(Catalog expected, Catalog actual, List<Finding> findings) {}

  /** Who hears of it, and may stop it. */
  record Listeners(EventSink events, Cancellation cancellation, String tool) {}

  DriftCheck(
      Workspace workspace,
      DriftRequest request,
      Session session,
      Connector connector,
      Listeners listeners) {
    this.workspace = workspace;
    this.request = request;
    this.session = session;
    this.connector = connector;
    this.listeners = listeners;
    this.reader = new CatalogReader(versionTables());
  }

  DriftReport run() {
    SchemaConfig asked = workspace.definitions(request.schema()).schema();
    Optional<EarlyReading> other = other();
    List<Resident> residents = Resident.in(session, workspace, asked);
    Catalog actual = reader.readWithDependencies(session, connector);
    for (int look = 1; look < LOOKS; look++) {
      List<Resident> again = Resident.in(session, workspace, asked);
      if (states(again).equals(states(residents))) {
        break;
      }
      residents = again;
      actual = reader.readWithDependencies(session, connector);
    }
    return switch (request.expectation()) {
      case Expectation.Applied _ -> {
        residents.forEach(this::remark);
        List<ExpectedObjects.Part> parts =
            residents.stream().map(r -> new ExpectedObjects.Part(r.schema(), r.applied())).toList();
        yield replayed(residents, parts, actual, amount("applied ", parts));
      }
      case Expectation.Defined defined -> {
        List<ExpectedObjects.Part> parts = parts(residents, defined.workspace());
        String against = amount("", parts) + " of " + defined.title();
        yield isRecorded(residents, defined, actual)
            ? report(
                residents,
                against + " (recorded)",
                new Sides(actual, actual, List.of()),
                Evidence.NONE)
            : replayed(residents, parts, actual, against);
      }
      case Expectation.Described(CatalogDocument document, String title) ->
          described(residents, document, title, actual);
      case Expectation.Scripted(Source source) -> scripted(residents, source, actual);
      case Expectation.Alike alike ->
          against(residents, other.orElseThrow().catalog(), alike.title(), actual);
    };
  }

  private Optional<EarlyReading> other() {
    return request.expectation() instanceof Expectation.Alike(Connector there)
        ? Optional.of(EarlyReading.of(reader, there))
        : Optional.empty();
  }

  // A record is of one schema alone, and only a yes counts: other roles, or another order of
  // columns
  // that nobody minds, give another fingerprint.
  private boolean isRecorded(
      List<Resident> residents, Expectation.Defined defined, Catalog actual) {
    if (residents.size() != 1) {
      return false;
    }
    Map<Integer, String> recorded =
        defined.recorded().getOrDefault(residents.getFirst().schema().name(), Map.of());
    return actual.fingerprint().value().equals(recorded.get(session.facts().major()));
  }

  private DriftReport described(
      List<Resident> residents, CatalogDocument document, String title, Catalog actual) {
    DescribedObjects objects = DescribedObjects.of(document, title, actual, versionTables());
    remarks.addAll(objects.remarks());
    if (document.major() != 0 && document.major() != session.facts().major()) {
      remarks.add(
          "%s is in the words of PostgreSQL %d, and the database runs on %d, which words some"
                  .formatted(title, document.major(), session.facts().major())
              + " objects otherwise; a script, as describe --format=sql gives, means the same on both");
    }
    return against(residents, objects.expected(), title, objects.actual());
  }

  // What is written down, or elsewhere, has no migrations that might be to blame.
  private DriftReport against(
      List<Resident> residents, Catalog expected, String title, Catalog actual) {
    List<Finding> findings = Drift.findings(expected, actual);
    Evidence evidence = new Evidence(List.of(), writings(residents, actual, findings), List.of());
    return report(residents, title, new Sides(expected, actual, findings), evidence);
  }

  private DriftReport scripted(List<Resident> residents, Source source, Catalog actual) {
    Likeness likeness = Likeness.of(session);
    ShadowPlace place = request.shadow().place(connector.settings(), likeness.major());
    ScriptedObjects objects = ScriptedObjects.of(source, place, likeness, reader);
    remarks.addAll(objects.remarks());
    return against(residents, objects.catalog(), source.file(), actual);
  }

  private List<String> versionTables() {
    return workspace.project().schemas().stream().map(SchemaConfig::versionTable).toList();
  }

  private static List<LedgerState> states(List<Resident> residents) {
    return residents.stream().map(Resident::state).toList();
  }

  private static String amount(String what, List<ExpectedObjects.Part> parts) {
    int migrations = parts.stream().mapToInt(part -> part.inOrder().size()).sum();
    return migrations + " " + what + (migrations == 1 ? "migration" : "migrations");
  }

  private static List<ExpectedObjects.Part> parts(List<Resident> residents, Workspace then) {
    List<ExpectedObjects.Part> parts = new ArrayList<>();
    for (Resident resident : residents) {
      for (Definitions definitions : then.definitions()) {
        if (definitions.schema().name().equals(resident.schema().name())) {
          parts.add(new ExpectedObjects.Part(resident.schema(), definitions.graph().order()));
        }
      }
    }
    return parts;
  }

  private DriftReport replayed(
      List<Resident> residents, List<ExpectedObjects.Part> parts, Catalog actual, String against) {
    Likeness likeness = Likeness.of(session);
    ShadowPlace place = request.shadow().place(connector.settings(), likeness.major());
    ExpectedObjects.Origin origin =
        new ExpectedObjects.Origin(place, likeness, parts, listeners.tool());
    try (ExpectedObjects objects =
        new ExpectedObjects(origin, reader, listeners.events(), listeners.cancellation())) {
      Catalog expected = objects.catalog(request.cache());
      List<Finding> findings = Drift.findings(expected, actual);
      Evidence evidence =
          findings.isEmpty() ? Evidence.NONE : evidence(residents, objects, actual, findings);
      remarks.addAll(objects.remarks());
      return report(residents, against, new Sides(expected, actual, findings), evidence);
    }
  }

  private DriftReport report(
      List<Resident> residents, String against, Sides sides, Evidence evidence) {
    Drift drift = Drift.of(sides.findings(), evidence, request.allowed(), request.today());
    if (drift.findings().stream().anyMatch(DriftCheck::isByHandAtSomeTime)) {
      remarks.add(
          "the server keeps no times of commits (track_commit_timestamp is off), so what was changed"
              + " by hand is only told to be before or after a migration, and what is missing not even"
              + " that");
    }
    return new DriftReport(
        connector.settings().describe(),
        session.facts().major(),
        residents.stream().map(Resident::schema).toList(),
        against,
        sides.expected(),
        sides.actual(),
        drift,
        remarks);
  }

  private static boolean isByHandAtSomeTime(Explained explained) {
    return explained.cause() instanceof Cause.ByHand hand && hand.at() == null;
  }

  private void remark(Resident resident) {
    String schema = "schema \"" + resident.schema().name() + "\": ";
    List<MigrationId> unknown = resident.unknown();
    if (!unknown.isEmpty()) {
      remarks.add(
          schema
              + "the project does not have applied migrations "
              + list(unknown)
              + ", so nobody can tell what they gave, and it is among the differences; hold the"
              + " database against the release that has them, with --version");
    }
    List<MigrationId> unsettled = resident.survey().unsettled().stream().map(Entry::id).toList();
    if (!unsettled.isEmpty()) {
      remarks.add(
          schema
              + "migrations "
              + list(unsettled)
              + " are failed or unfinished: 'ebb repair --db="
              + resident.schema().name()
              + "' looks into it");
    }
    List<MigrationId> changed =
        resident.survey().changed().stream().map(c -> c.migration().id()).toList();
    if (!changed.isEmpty()) {
      remarks.add(
          schema
              + "migrations "
              + list(changed)
              + " have changed since they were applied; what they are now counts");
    }
  }

  private static String list(List<MigrationId> ids) {
    return ids.stream().map(MigrationId::toString).collect(Collectors.joining(", "));
  }

  private Evidence evidence(
      List<Resident> residents, ExpectedObjects objects, Catalog actual, List<Finding> findings) {
    List<Residue> residues = new ArrayList<>();
    List<MigrationId> unfinished = new ArrayList<>();
    if (request.expectation() instanceof Expectation.Applied) {
      for (Resident resident : residents) {
        List<Migration> takenBack = resident.takenBack(session);
        if (!takenBack.isEmpty()) {
          residues.addAll(objects.residues(resident.schema(), takenBack));
        }
        resident.survey().unsettled().forEach(entry -> unfinished.add(entry.id()));
      }
    }
    return new Evidence(residues, writings(residents, actual, findings), unfinished);
  }

  private Map<ObjectName, Writing> writings(
      List<Resident> residents, Catalog actual, List<Finding> findings) {
    List<ObjectName> objects =
        findings.stream()
            .filter(f -> !(f instanceof Finding.Missing))
            .map(Finding::object)
            .toList();
    if (objects.isEmpty()) {
      return Map.of();
    }
    session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    try {
      Map<Resident, List<Trace>> traces = new LinkedHashMap<>();
      for (Resident resident : residents) {
        if (!resident.state().entries().isEmpty()) {
          traces.put(resident, resident.ledger().traces(session));
        }
      }
      return new Writers(traces).of(RowAges.of(session, actual, objects));
    } finally {
      session.execute("ROLLBACK");
    }
  }
}
