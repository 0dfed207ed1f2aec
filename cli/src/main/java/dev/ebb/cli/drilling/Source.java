package dev.ebb.cli.drilling;

import dev.ebb.Ebb;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.db.Session;
import dev.ebb.event.EventSink;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.branch.LocalBranches;
import dev.ebb.restore.snapshot.Snapshots;
import dev.ebb.restore.snapshot.Tools;
import dev.ebb.restore.swap.Site;
import dev.ebb.rows.Filling;
import dev.ebb.rows.RowGenerator;
import dev.ebb.rows.RowOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the rows of a drill come from: a snapshot, a branch, or they are made up. */
final class Source {
  static final Option SNAPSHOT =
      Option.value("NAME|DIR", "rows of that snapshot; default: made-up rows", "from-snapshot");
  static final Option BRANCH =
      Option.value("NAME", "rows of that branch of the schema's database", "from-branch");
  static final Option ROWS =
      Option.value("N", "so many made-up rows in each table; default: 200", "rows");
  static final Option SEED =
      Option.value("N", "makes the same rows again; default: another each time", "seed");
  private static final int USUAL_ROWS = 200;
  private static final String POINT = "source";

  private final Invocation call;
  private final Ground ground;
  private final Typist typist;

  Source(Invocation call, Ground ground, Typist typist) {
    this.call = call;
    this.ground = ground;
    this.typist = typist;
  }

  /** Refuses two sources at once. */
  static void check(Invocation call) {
    if (call.arguments().has(SNAPSHOT) && call.arguments().has(BRANCH)) {
      throw Fault.of(
          FaultCode.USAGE, "--from-snapshot and --from-branch exclude each other", "name one");
    }
  }

  /**
   * Brings the database to where mishaps begin: every migration applied, and rows in it.
   *
   * @return where the rows came from, for the report
   */
  String fill() {
    Optional<String> snapshot = call.arguments().value(SNAPSHOT);
    Optional<String> branch = call.arguments().value(BRANCH);
    String told;
    if (snapshot.isPresent()) {
      Path folder = snapshotFolder(snapshot.get());
      restore(folder);
      told = "snapshot " + folder.getFileName();
    } else if (branch.isPresent()) {
      restore(dumped(branch.get()));
      told = "branch " + branch.get();
    } else {
      told = "";
    }
    must("apply the project's migrations", List.of("up", "--yes", "--quiet", db()));
    return told.isEmpty() ? made() : told;
  }

  private String db() {
    return "--db=" + ground.schema().name();
  }

  private Path snapshotFolder(String given) {
    Path direct = call.surroundings().folder().resolve(given).toAbsolutePath().normalize();
    if (given.contains("/") && Files.isDirectory(direct)) {
      return direct;
    }
    String root = call.surroundings().environment().getOrDefault("EBB_SNAPSHOTS", "");
    return (root.isEmpty()
            ? call.folder().resolve(".ebb").resolve("snapshots")
            : call.surroundings().folder().resolve(root))
        .resolve(given)
        .toAbsolutePath()
        .normalize();
  }

  // A branch is on a server where the drill touches nothing: it is only read, by pg_dump.
  private Path dumped(String name) {
    Ebb ebb = call.ebb(EventSink.NONE);
    Site site = ebb.site(ground.schema().name());
    String database = new LocalBranches(site).named(name).database();
    Site there = new Site(site.to(database), site.schema(), site.tenants(), site.clock());
    Path folder = ground.folder("source");
    new Snapshots(there, folder, new Tools(Programs.local(), null, null, null))
        .create(POINT, Origin.ASKED, _ -> {});
    return folder.resolve(POINT);
  }

  // A snapshot is only given back to a database of the name that it was made of.
  private void restore(Path folder) {
    Path root = folder.getParent();
    List<String> words =
        List.of(
            "snapshot",
            "restore",
            String.valueOf(folder.getFileName()),
            "--dir=" + root,
            "--end-sessions",
            "--yes",
            db());
    Optional<String> name = Snapshots.databaseOf(folder);
    if (name.isEmpty()) {
      must("restore the rows", words);
    } else {
      ground.under(
          name.get(),
          environment -> must(new Typist(call, environment), "restore the rows", words));
    }
  }

  private void must(String what, List<String> words) {
    must(typist, what, words);
  }

  private void must(Typist typist, String what, List<String> words) {
    Typist.Ran ran = typist.type(ground.original(), words);
    if (ran.status() != 0) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the copy cannot be set up: it failed to " + what + ":\n" + ran.said(),
          "see what it says; the throw-away server is removed");
    }
  }

  private String made() {
    int rows = call.arguments().number(ROWS, USUAL_ROWS, 1);
    long seed =
        call.arguments().has(SEED)
            ? call.arguments().number(SEED, 1, 0)
            : System.nanoTime() % 1_000_000_000;
    try (Session session = ground.session()) {
      Filling filling =
          new RowGenerator(
                  new RowOptions(seed, rows, 0, RowOptions.Extremes.WITHOUT),
                  List.of(ground.schema().versionTable()))
              .fill(session);
      long empty = filling.empty().size();
      return "made up, %d in each of %d tables%s, --seed=%d"
          .formatted(
              rows,
              filling.tables().size() - empty,
              empty == 0 ? "" : " (" + empty + " took none)",
              seed);
    }
  }
}
