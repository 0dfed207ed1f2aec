package dev.ebb.cli.drilling;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.render.Amount;
import dev.ebb.drill.DrillReport;
import dev.ebb.drill.DrillReports;
import dev.ebb.drill.Mishap;
import dev.ebb.drill.PastDrill;
import dev.ebb.drill.Practice;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.run.Cancellation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code drill}: practises every way back on a throw-away copy, and reports. */
public final class DrillCommand implements Command {
  static final Option MISHAP =
      Option.list(
          "WORD,…|all",
          "what goes wrong: wrong-drop, not-null, corruption, hang, half-index; default: all",
          "mishap");
  static final Option MIGRATION =
      Option.value("DIR", "what goes wrong: up.sql in that folder, with its down.sql", "migration");
  private static final Option WAYS =
      Option.list(
          "WORD,…",
          "only these ways back: exact-down, forward-fix, branch, point-in-time, snapshot, table,"
              + " end-blocker, settle",
          "way");
  static final Option REPORTS =
      Option.value("DIR", "where reports are; default: drills in the project", "report-dir");
  static final Option QUICK =
      Option.flag("do not wait for the disk: sooner done, and its times tell nothing", "quick");
  private static final Option QUARTERLY =
      Option.flag("practise nothing; fail if the last good drill is too long ago", "quarterly");
  private static final Option AGE =
      Option.value("DAYS", "--quarterly: how long ago it may be; default: 90", "max-age");
  private static final int QUARTER = 90;

  private final Clock clock;

  /** For one call. */
  public DrillCommand() {
    this(Clock.systemUTC());
  }

  /** By that clock. */
  DrillCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Syntax syntax() {
    return Syntax.of("drill", "practise every way back on a throw-away copy, timed, with a report")
        .options(SchemaChoice.ONE, MISHAP, MIGRATION, WAYS)
        .options(Source.SNAPSHOT, Source.BRANCH, Source.ROWS, Source.SEED)
        .options(QUICK, REPORTS, QUARTERLY, AGE)
        .note(
            "Starts a server of its own, applies the project's migrations and brings rows into it,"
                + " writes a bad migration for one of your tables, and goes every way back that there"
                + " is, each on a fresh copy, by the commands that you would type. After each it"
                + " compares the ledger, every object, and all values with what was there before.")
        .note(
            "Nothing outside of that server and a temporary folder is touched; both are removed at the"
                + " end. The report goes to DIR as text, JSON and HTML; 'ebb rollback' takes its"
                + " estimates from the newest good one. Exit status 4: a way did not lead back.")
        .note(
            "A point in time is practised if pgBackRest is installed, on the drill's own server; the"
                + " real one and its backups are never touched.")
        .examples(
            "drill --db=frontend",
            "drill --db=frontend --from-snapshot=nightly",
            "drill --mishap=wrong-drop,hang --rows=5000",
            "drill --migration=../suspect",
            "drill --quarterly --max-age=90");
  }

  @Override
  public ExitStatus run(Invocation call) {
    String schema = SchemaChoice.one(call).name().value();
    Path folder = reports(call);
    DrillReports earlier = DrillReports.in(folder, schema);
    if (call.arguments().isSet(QUARTERLY)) {
      return quarterly(call, schema, earlier);
    }
    List<Mishap> mishaps = mishaps(call);
    Set<Practice> ways = ways(call);
    Source.check(call);
    ReportFiles.check(folder);
    // As long as this lasts, Ctrl-C lets it end by itself, so that it cleans up.
    DrillReport report =
        call.interruption()
            .during(
                new Cancellation(),
                () ->
                    new Drilling(call, clock.instant(), comparable(call, earlier))
                        .drill(mishaps, ways));
    ExitStatus status = report.good() ? ExitStatus.DONE : ExitStatus.ATTENTION;
    String document = Invocation.document("drill", status, List.of(), j -> DrillJson.of(j, report));
    Path written = ReportFiles.write(folder, report, document);
    if (call.json()) {
      call.terminal().result(document);
    } else {
      call.terminal().result(DrillText.of(report, call.terminal()));
      call.out("report: " + written + " (and .txt, .json)");
    }
    return status;
  }

  // A server that does not wait for the disk is another one.
  private static List<PastDrill> comparable(Invocation call, DrillReports earlier) {
    boolean quick = call.arguments().isSet(QUICK);
    return earlier.all().stream().filter(drill -> drill.quick() == quick).toList();
  }

  private static Path reports(Invocation call) {
    return call.folder().resolve(call.arguments().value(REPORTS).orElse(DrillReports.FOLDER));
  }

  private static List<Mishap> mishaps(Invocation call) {
    if (call.arguments().has(MIGRATION)) {
      if (call.arguments().has(MISHAP)) {
        throw Fault.of(
            FaultCode.USAGE, "--mishap and --migration exclude each other", "name one of them");
      }
      return List.of(Mishap.GIVEN);
    }
    List<String> words = call.arguments().values(MISHAP);
    return words.isEmpty() || words.contains("all")
        ? Mishap.written()
        : words.stream().map(Mishap::of).distinct().toList();
  }

  private static Set<Practice> ways(Invocation call) {
    Set<Practice> ways = EnumSet.noneOf(Practice.class);
    for (String word : call.arguments().values(WAYS)) {
      ways.add(
          Practice.of(word)
              .orElseThrow(() ->
                  Fault.of(
                      FaultCode.USAGE,
                      "unknown way \"" + word + "\"",
                      "'ebb drill --help' lists them")));
    }
    return ways.isEmpty() ? EnumSet.allOf(Practice.class) : ways;
  }

  private static String day(PastDrill drill) {
    return drill.at().toString().substring(0, 10);
  }

  private ExitStatus quarterly(Invocation call, String schema, DrillReports earlier) {
    Optional<PastDrill> last = earlier.lastGood();
    int days = call.arguments().number(AGE, QUARTER, 1);
    long age =
        last.map(drill -> Duration.between(drill.at(), clock.instant()).toDays()).orElse(-1L);
    boolean good = age >= 0 && age <= days;
    ExitStatus status = good ? ExitStatus.DONE : ExitStatus.ATTENTION;
    String what =
        last.isEmpty()
            ? "there is no report of a good drill of schema " + schema + " in " + reports(call)
            : "the last good drill of schema %s was %d days ago, on %s: %s led back"
                .formatted(
                    schema, age, day(last.get()), Amount.of(last.get().ways().size(), "way"));
    if (call.json()) {
      return call.emit(
          status,
          json -> {
            json.field("schema", schema)
                .field("lastGood", last.map(drill -> drill.at().toString()).orElse(null))
                .field("maxAgeDays", days)
                .field("good", good);
          });
    }
    call.out((good ? "✅ " : "✖ ") + what);
    earlier.all().stream()
        .findFirst()
        .filter(newest -> good && !newest.good())
        .ifPresent(
            newest -> call.out("  note: the one of " + day(newest) + " was not; see its report"));
    if (!good) {
      call.out(
          "  → "
              + days
              + " days are allowed; run 'ebb drill --db="
              + schema
              + "', look at what it reports, and keep the report with the project");
    }
    return status;
  }
}
