package dev.ebb.passage;

import dev.ebb.DriftReport;
import dev.ebb.Ebb;
import dev.ebb.Expectation;
import dev.ebb.Proposal;
import dev.ebb.Workspace;
import dev.ebb.drift.Explained;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.loss.LossReport;
import dev.ebb.outofband.WayBack;
import dev.ebb.release.Itinerary;
import dev.ebb.release.Release;
import dev.ebb.source.SchemaConfig;
import dev.ebb.version.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds everything that speaks against a passage before it begins. Changes nothing. */
final class Preflight {
  private static final int NAMED = 5;

  private final Ebb ebb;
  private final PassageRequest request;
  private final DataWork data;
  private final List<Problem> findings = new ArrayList<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  Preflight(Ebb ebb, PassageRequest request, DataWork data) {
    this.ebb = ebb;
    this.request = request;
    this.data = data;
  }

  Prospect checked(Prospect prospect) {
    Itinerary plan = prospect.plan();
    boolean begins = prospect.resumed().isEmpty() && prospect.turned().isEmpty();
    if (begins) {
      gathered(Waiver.VERSION_CHECK, () -> version(plan));
      gathered(Waiver.DRIFT_CHECK, () -> drift(plan));
    }
    if (begins) {
      gathered(null, () -> unfinishedData(plan));
    }
    dataOnTheWay(prospect);
    gathered(null, this::neighbours);
    gathered(null, () -> ground(prospect));
    prospect.stages().stream()
        .flatMap(stage -> stage.schemas().values().stream())
        .forEach(proposal -> gathered(null, () -> ebb.permit(proposal)));
    return prospect.with(findings, List.copyOf(warnings));
  }

  private void gathered(@Nullable Waiver waiver, Runnable check) {
    if (waiver != null && waived(waiver)) {
      return;
    }
    try {
      check.run();
    } catch (Fault fault) {
      for (Problem problem : fault.problems()) {
        String remedy =
            problem.remedy() + (waiver == null ? "" : "; or do without, " + waiver.flag());
        findings.add(new Problem(problem.code(), problem.place(), problem.what(), remedy));
      }
    }
  }

  private boolean waived(Waiver waiver) {
    return request.waivers().contains(waiver);
  }

  private void version(Itinerary plan) {
    Version from = plan.from();
    Optional<Version> installed =
        Home.explained(
            request.home(),
            () -> {
              try (Home home = Home.looking(request.ways().connectors().apply(request.home()))) {
                return new Lookout(ebb, request, data).installed(home);
              }
            });
    if (installed.isPresent() && !installed.get().sameLine(from)) {
      findings.add(
          Problem.of(
              FaultCode.REFUSED,
              "version assertion failed: the database says that %s is installed, not %s"
                  .formatted(installed.get(), from),
              "begin there: --from=%s; or, if the database is wrong, %s"
                  .formatted(installed.get(), Waiver.VERSION_CHECK.flag())));
    }
    if (installed.isEmpty()) {
      request.schemas().forEach(schema -> ledger(schema, from));
    }
  }

  // Where nobody wrote down what is installed, the ledgers tell.
  private void ledger(SchemaConfig schema, Version from) {
    List<MigrationId> leaves = request.releases().release(from).leaves(schema.name());
    int lacks = steps(schema, Target.UpTo.of(leaves));
    int more = steps(schema, Target.DownTo.of(leaves));
    if (lacks + more > 0) {
      List<String> parts = new ArrayList<>();
      if (lacks > 0) {
        parts.add("lacks " + count(lacks, "migration") + " that it has");
      }
      if (more > 0) {
        parts.add("has " + count(more, "migration") + " that it does not have");
      }
      findings.add(
          Problem.of(
              FaultCode.REFUSED,
              "version assertion failed: schema \"%s\" is not at %s: it %s"
                  .formatted(schema.name(), from, String.join(" and ", parts)),
              "name the release that the databases are at with --from ('ebb releases' lists what each"
                  + " has, 'ebb status' what is applied); or do without, "
                  + Waiver.VERSION_CHECK.flag()));
    }
  }

  private int steps(SchemaConfig schema, Target target) {
    return ebb.propose(schema.name(), target, Step.Origin.PROJECT).plan().steps().size();
  }

  private void drift(Itinerary plan) {
    Release release = request.releases().release(plan.from());
    Workspace then = Workspace.of(request.releases().project(), request.releases().at(release));
    Expectation expectation =
        new Expectation.Defined(then, plan.from().toString(), release.fingerprints());
    List<DriftReport> reports = new ArrayList<>();
    for (SchemaConfig schema : request.schemas()) {
      String database = request.ways().connectors().apply(schema).settings().describe();
      if (reports.stream()
          .noneMatch(r -> r.schemas().contains(schema) && r.database().equals(database))) {
        DriftReport report = ebb.drift(request.ways().drift().apply(schema.name(), expectation));
        reports.add(report);
        drifted(schema, plan.from(), report);
      }
    }
  }

  private void drifted(SchemaConfig schema, Version from, DriftReport report) {
    if (!report.drift().needsAttention()) {
      return;
    }
    List<Explained> all = report.drift().findings();
    String named =
        all.stream()
            .limit(NAMED)
            .map(e -> e.finding().object().toString())
            .collect(Collectors.joining(", "));
    findings.add(
        Problem.of(
            FaultCode.OUT_OF_DATE,
            "database drift detected: the database of schema \"%s\" is not what %s makes of it, in %s: %s%s"
                .formatted(
                    schema.name(),
                    from,
                    count(all.size(), "place"),
                    named,
                    all.size() > NAMED ? ", …" : ""),
            "see them with 'ebb drift --db=%s --version=%s', and set them right with --fix; or do without, %s"
                .formatted(schema.name(), from, Waiver.DRIFT_CHECK.flag())));
  }

  private void unfinishedData(Itinerary plan) {
    List<KnownData.Item> all =
        Home.explained(
            request.home(),
            () -> {
              try (Home home = Home.looking(request.ways().connectors().apply(request.home()))) {
                return new Lookout(ebb, request, data).known(home).all();
              }
            });
    for (KnownData.Item item : all) {
      boolean due =
          item.span().deprecated().isPresent()
              && item.span().deprecated().get().line().compareTo(plan.from().line()) <= 0;
      if (due && item.progress().isPresent() && item.progress().get() < 1) {
        findings.add(
            Problem.of(
                FaultCode.OUT_OF_DATE,
                "out-of-band migration %d expected to be at 100.00 %% in %s (at %s): %s"
                    .formatted(item.id(), plan.from(), item.percent(), item.description()),
                "run it to its end first: 'ebb run-out-of-band-migrations --id="
                    + item.id()
                    + "'"));
      }
    }
  }

  private void dataOnTheWay(Prospect prospect) {
    boolean down = prospect.plan().direction() == Direction.DOWN;
    for (Prospect.Stage stage : prospect.stages()) {
      for (Prospect.Data each : stage.data()) {
        boolean nothingToDo = down && each.wayBack() == WayBack.NEEDLESS;
        if (!each.runnable() && !nothingToDo && !isComplete(each, down)) {
          findings.add(
              Problem.of(
                  FaultCode.DEFINITION,
                  "out-of-band migration %d (%s) has to run at %s, and its definition is not known here"
                      .formatted(each.id(), each.description(), stage.leg().version().brief()),
                  "let the application finish it, or use releases that declare it in out-of-band/"));
        }
        if (down && each.wayBack() == WayBack.IMPOSSIBLE && !waived(Waiver.IRREVERSIBLE)) {
          findings.add(
              Problem.of(
                  FaultCode.REFUSED,
                  "out-of-band migration %d (%s) is irreversible: %s may not understand what it made"
                      .formatted(each.id(), each.description(), prospect.plan().to()),
                  "restore a copy from before the upgrade instead; or go all the same, with "
                      + Waiver.IRREVERSIBLE.flag()));
        }
      }
    }
  }

  private static boolean isComplete(Prospect.Data each, boolean down) {
    return each.progress().isPresent() && each.progress().get() == (down ? 0.0 : 1.0);
  }

  private void neighbours() {
    Set<String> seen = new HashSet<>();
    for (SchemaConfig schema : request.schemas()) {
      if (seen.add(request.ways().connectors().apply(schema).settings().describe())) {
        Home.explained(
            schema,
            () -> {
              try (Home home = Home.looking(request.ways().connectors().apply(schema))) {
                neighbours(schema, Company.in(home.session()));
                return true;
              }
            });
      }
    }
  }

  // Room and locks: of what is about to be worked on.
  private void ground(Prospect prospect) {
    Map<String, Long> byDisk = new HashMap<>();
    for (SchemaConfig schema : request.schemas()) {
      Proposal whole = prospect.whole().get(schema.name());
      if (whole != null && !whole.plan().steps().isEmpty()) {
        LossReport report = ebb.foresee(whole);
        Home.explained(
            schema,
            () -> {
              try (Home home = Home.looking(request.ways().connectors().apply(schema))) {
                Holders.of(home.session(), Scripts.words(whole))
                    .forEach(
                        text -> warnings.add("schema \"%s\": %s".formatted(schema.name(), text)));
                room(schema, Room.of(home.session(), whole, report, request.policy()), byDisk);
                return true;
              }
            });
      }
    }
  }

  private void room(SchemaConfig schema, Room room, Map<String, Long> byDisk) {
    long before = room.disk().isEmpty() ? 0 : byDisk.getOrDefault(room.disk(), 0L);
    Room left = room.after(before);
    byDisk.put(room.disk(), before + room.needed());
    Optional<String> text = left.words().map(w -> "schema \"%s\": %s".formatted(schema.name(), w));
    if (left.isTooSmall() && !waived(Waiver.DISK_CHECK)) {
      findings.add(
          Problem.of(
              FaultCode.REFUSED,
              text.orElse("the disk is full"),
              "make room there; or do without keeping, --loss=accept; or go all the same, "
                  + Waiver.DISK_CHECK.flag()));
    } else {
      text.ifPresent(warnings::add);
    }
  }

  private void neighbours(SchemaConfig schema, Company company) {
    company
        .longest()
        .ifPresent(text ->
            warnings.add(
                "schema \"%s\": %s; what it holds will be waited for"
                    .formatted(schema.name(), text)));
    if (company.others().isEmpty()) {
      return;
    }
    String what =
        "other applications are connected to the database of schema \"%s\": %s"
            .formatted(schema.name(), String.join(", ", company.others()));
    if (waived(Waiver.CONNECTED)) {
      warnings.add(what);
    } else {
      findings.add(
          Problem.of(
              FaultCode.REFUSED,
              what,
              "stop them, for they would work on a schema that is changing under them; or let them, "
                  + Waiver.CONNECTED.flag()));
    }
  }

  private static String count(int n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }
}
