package dev.ebb;

import dev.ebb.amend.Amender;
import dev.ebb.amend.Amendment;
import dev.ebb.amend.Rebuilt;
import dev.ebb.catalog.Catalog;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.describe.CatalogDocument;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Entry;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.keep.LossPolicy;
import dev.ebb.run.Cancellation;
import dev.ebb.run.RunOptions;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.ShadowPlace;
import dev.ebb.source.SchemaConfig;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes one database what it was held against, where the ledger does not contradict that. */
final class DriftRepair {
  private final Workspace workspace;
  private final DriftRequest request;
  private final Connector connector;
  private final Manner manner;

  /** How patient to be, who hears of it, and who may stop it. */
  record Manner(RunOptions options, EventSink events, Cancellation cancellation) {}

  DriftRepair(Workspace workspace, DriftRequest request, Connector connector, Manner manner) {
    this.workspace = workspace;
    this.request = request;
    this.connector = connector;
    this.manner = manner;
  }

  Amendment plan(DriftReport report) {
    List<Resident> residents = residents();
    residents.forEach(this::refuseUnclear);
    ShadowPlace place = request.shadow().place(connector.settings(), report.major());
    return amender(residents).plan(report.actual(), wanted(report, place), place);
  }

  private Catalog wanted(DriftReport report, ShadowPlace place) {
    return switch (request.expectation()) {
      case Expectation.Described(_, String title) -> {
        try (Session session = connector.open()) {
          yield Rebuilt.of(
              report.wanted(),
              title,
              place,
              Likeness.of(session),
              new CatalogReader(versionTables()));
        }
      }
      case Expectation.Applied _, Expectation.Defined _ -> report.wanted();
      case Expectation.Scripted _, Expectation.Alike _ -> report.wanted();
    };
  }

  private List<String> versionTables() {
    return workspace.project().schemas().stream().map(SchemaConfig::versionTable).toList();
  }

  List<Problem> carryOut(Amendment amendment, LossPolicy policy) {
    return amender(residents()).carryOut(amendment, policy);
  }

  private List<Resident> residents() {
    SchemaConfig asked = workspace.definitions(request.schema()).schema();
    try (Session session = connector.open()) {
      return Resident.in(session, workspace, asked);
    }
  }

  private Amender amender(List<Resident> residents) {
    List<String> versionTables = versionTables();
    Resident asked =
        residents.stream()
            .filter(r -> r.schema().name().equals(request.schema()))
            .findFirst()
            .orElseThrow();
    return new Amender(
        new Amender.Setting(
            asked.ledger().home(),
            versionTables,
            new CatalogReader(versionTables),
            connector,
            manner.options(),
            manner.events(),
            manner.cancellation()));
  }

  private void refuseUnclear(Resident resident) {
    switch (request.expectation()) {
      case Expectation.Applied _ -> {
        refuseUnsettled(resident);
        List<MigrationId> unknown = resident.unknown();
        if (!unknown.isEmpty()) {
          throw refused(
              resident,
              "the project does not have applied migrations "
                  + list(unknown)
                  + ", so what they made would be taken for strange, and be dropped",
              "run it from the release that has them, or with --version");
        }
      }
      case Expectation.Defined(Workspace then, String title, _) -> {
        refuseUnsettled(resident);
        refuseOtherMigrations(resident, then, title);
      }
      case Expectation.Described(CatalogDocument document, String title) -> {
        refuseUnsettled(resident);
        refuseIncomplete(resident, document, title);
      }
      case Expectation.Scripted _, Expectation.Alike _ -> refuseUnsettled(resident);
    }
  }

  private static void refuseIncomplete(Resident resident, CatalogDocument document, String title) {
    switch (document.shape()) {
      case EBB -> {}
      case PREDECESSOR ->
          throw refused(
              resident,
              title
                  + " leaves out what would have to be known to write SQL: columns' storage, comments,"
                  + " rights, what other namespaces hold, and which object needs which",
              "hold the database against a release with --version, or against a script, as describe"
                  + " --format=sql gives");
    }
  }

  private static void refuseUnsettled(Resident resident) {
    List<MigrationId> unsettled = resident.survey().unsettled().stream().map(Entry::id).toList();
    if (!unsettled.isEmpty()) {
      throw Fault.of(
          FaultCode.DIRTY,
          "schema \"%s\": migrations %s are failed or unfinished, so nobody knows what should be there"
              .formatted(resident.schema().name(), list(unsettled)),
          "settle them first: 'ebb repair --db="
              + resident.schema().name()
              + "'; nothing was changed");
    }
  }

  // Objects of another version under a ledger of this one would be the next drift.
  private static void refuseOtherMigrations(Resident resident, Workspace then, String title) {
    Set<MigrationId> wanted =
        then.definitions().stream()
            .filter(d -> d.schema().name().equals(resident.schema().name()))
            .flatMap(d -> d.graph().order().stream())
            .map(Migration::id)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<MigrationId> applied = new TreeSet<>(resident.state().applied());
    resident.survey().applied().forEach(m -> applied.add(m.id()));
    if (!applied.equals(wanted)) {
      throw refused(
          resident,
          "the ledger says that other migrations are applied than " + title + " has",
          "go there with upto or downto first");
    }
  }

  private static Fault refused(Resident resident, String what, String remedy) {
    return Fault.of(
        FaultCode.REFUSED,
        "schema \"" + resident.schema().name() + "\": " + what,
        remedy + "; nothing was changed");
  }

  private static String list(Collection<MigrationId> ids) {
    return ids.stream().map(MigrationId::toString).collect(Collectors.joining(", "));
  }
}
