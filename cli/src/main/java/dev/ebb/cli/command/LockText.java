package dev.ebb.cli.command;

import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.db.Blocker;
import dev.ebb.db.Blockers;
import dev.ebb.db.MigrationLock;
import dev.ebb.locks.Backend;
import dev.ebb.locks.LockReport;
import dev.ebb.locks.LockReport.Jam;
import dev.ebb.locks.SessionEnder.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows who waits for whom as a tree of two lines for each session: who, and its statement. */
final class LockText {
  private static final int QUERY = 100;

  private final StringBuilder text = new StringBuilder();
  private final Terminal terminal;

  private LockText(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The text of reports by their schemas; those that are equal are told once. */
  static String of(Map<String, LockReport> reports, Terminal terminal) {
    LockText locks = new LockText(terminal);
    Map<List<Integer>, List<String>> same = new LinkedHashMap<>();
    reports.forEach(
        (schema, report) -> same.computeIfAbsent(pids(report), _ -> new ArrayList<>()).add(schema));
    same.values()
        .forEach(schemas -> {
          LockReport report = reports.get(schemas.getFirst());
          if (report != null) {
            locks.report(String.join(", ", schemas), report);
          }
        });
    return locks.text.toString();
  }

  /** One process in a line. */
  static String line(Backend backend) {
    return "process "
        + backend.pid()
        + (backend.user().isEmpty() ? "" : " of " + backend.user())
        + (backend.application().isEmpty() ? "" : " \"" + backend.application() + "\"")
        + (backend.state().isEmpty() ? "" : ", " + backend.state())
        + age(backend.transactionAge())
        + (backend.query().isEmpty() ? "" : ": " + shortened(backend.query()));
  }

  /** How a session was ended. */
  static String ended(int pid, Ending ending) {
    return switch (ending) {
      case CANCELLED -> "Process " + pid + ": its statement was cancelled; its locks are free";
      case TERMINATED ->
          "Process " + pid + ": its session was ended; its transaction is rolled back";
      case GONE -> "Process " + pid + " was gone already";
    };
  }

  private static List<Integer> pids(LockReport report) {
    List<Integer> pids = new ArrayList<>();
    report.sessions().forEach(s -> pids.add(s.pid()));
    report.migrating().forEach(h -> pids.add(-h.pid()));
    return pids;
  }

  private void report(String schemas, LockReport report) {
    long waiting = report.sessions().stream().filter(s -> !s.isHead()).count();
    String count = waiting == 0 ? "nobody waits" : waiting + (waiting == 1 ? " waits" : " wait");
    text.append(terminal.styled(Style.STRONG, schemas + ": " + count)).append('\n');
    for (MigrationLock.Holder holder : report.migrating()) {
      text.append("  migrations are running: ").append(holder.describe());
      text.append(behind(Blockers.behind(report.sessions(), holder.pid()), "them")).append('\n');
    }
    report.jams().forEach(jam -> jam(jam, "  ", "  ", true));
  }

  private void jam(Jam jam, String first, String rest, boolean top) {
    text.append(first).append(who(jam.session(), top)).append('\n');
    boolean more = !jam.waiters().isEmpty();
    if (!jam.session().query().isEmpty()) {
      String query = terminal.styled(Style.FAINT, shortened(jam.session().query()));
      text.append(rest).append(more ? "│  " : "   ").append(query).append('\n');
    }
    for (int i = 0; i < jam.waiters().size(); i++) {
      boolean last = i + 1 == jam.waiters().size();
      jam(
          jam.waiters().get(i),
          rest + (last ? "└─ " : "├─ "),
          rest + (last ? "   " : "│  "),
          false);
    }
  }

  private String who(Blocker session, boolean top) {
    String pid = terminal.styled(top ? Style.BAD : Style.CAUTION, String.valueOf(session.pid()));
    return pid
        + (session.user().isEmpty() ? "" : " " + session.user())
        + (session.application().isEmpty() ? "" : " \"" + session.application() + "\"")
        + (session.client().isEmpty() ? "" : " from " + session.client())
        + (session.state().isEmpty() ? "" : ", " + session.state())
        + age(session.transactionAge())
        + (session.waitsFor() == null ? "" : ", waits for " + session.waitsFor())
        + behind(session.waitersBehind(), "it");
  }

  private static String behind(int sessions, String whom) {
    return sessions == 0
        ? ""
        : ", " + sessions + (sessions == 1 ? " waits" : " wait") + " behind " + whom;
  }

  private static String age(Duration age) {
    if (age.isZero()) {
      return "";
    }
    long seconds = age.toSeconds();
    return seconds < 100
        ? " for " + seconds + " s"
        : seconds < 6000
            ? " for %d min %d s".formatted(seconds / 60, seconds % 60)
            : " for %d h %d min".formatted(seconds / 3600, seconds / 60 % 60);
  }

  // A statement is somebody else's text: it must not steer our terminal.
  private static String shortened(String query) {
    String plain = query.replaceAll("\\p{Cntrl}", " ");
    return plain.length() <= QUERY ? plain : plain.substring(0, QUERY - 1) + "…";
  }
}
