package dev.ebb.compat;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.exec.Command;
import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A test command of the old application, run by a shell with the variables that lead to the new
 * schema. Immutable.
 *
 * @param command for {@code sh -c}
 * @param folder its working folder
 * @param deadline after which it is killed with all that it started
 * @param release the release that is tested, as {@code EBB_RELEASE}
 */
public record TestRun(String command, Path folder, Duration deadline, String release) {
  private static final int TAIL = 20;

  /**
   * How it went.
   *
   * @param how in a few words
   * @param tail the last lines that it wrote
   */
  public record Result(boolean passed, String how, String tail, Duration elapsed) {}

  /**
   * Runs it.
   *
   * @param databases the databases, by what stands before their variables
   */
  public Result run(Programs programs, Map<String, ConnectionSettings> databases) {
    Map<String, String> variables = new HashMap<>();
    databases.forEach((prefix, settings) -> variables.putAll(settings.environment(prefix)));
    variables.put("EBB_RELEASE", release);
    Command shell =
        Command.of("sh", "-c", command).inheriting().in(folder).within(deadline).keeping(1 << 20);
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      shell = shell.with(variable.getKey(), variable.getValue());
    }
    long started = System.nanoTime();
    Ending ending = programs.run(shell);
    return new Result(
        ending.succeeded(),
        how(ending),
        tail(ending),
        Duration.ofNanos(System.nanoTime() - started));
  }

  private static String how(Ending ending) {
    return switch (ending) {
      case Ending.Exited(int status, var _) -> "exit status " + status;
      case Ending.Killed(String why, var _) -> "killed: " + why;
      case Ending.NotStarted(String why) -> "not started: " + why;
    };
  }

  private static String tail(Ending ending) {
    String all = ending.output().out() + ending.output().err();
    var lines = all.strip().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
  }
}
