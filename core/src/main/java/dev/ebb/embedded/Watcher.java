package dev.ebb.embedded;

import dev.ebb.exec.Command;
import dev.ebb.exec.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ends a tied server together with the process that started it: a shell that starts the server and
 * then reads from a pipe. The other end of the pipe is in our hands, and the system closes it
 * however we end, kill -9 included; then the shell stops the server.
 */
final class Watcher {
  /**
   * Arguments: the log, what to do at the end of the pipe, the folder, and the command that starts
   * the server. Deaf to the signals of a terminal, which go to the whole group of processes. What
   * is to be removed may have been copied beside itself by then, and the copy may be running.
   */
  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM
      log=$1 end=$2 folder=$3
      shift 3
      "$@" </dev/null >/dev/null 2>>"$log" || { echo failed; exit 1; }
      echo started
      read -r word || word=$end
      pid=$(head -n 1 data/postmaster.pid 2>/dev/null)
      runs() {
        if [ -d /proc/self ]; then [ "/proc/$pid/cwd" -ef data ]
        else kill -s 0 "$pid" 2>/dev/null; fi
      }
      if [ -n "$pid" ] && runs; then
        case $word in
          remove) kill -s QUIT "$pid" ;;
          *) kill -s INT "$pid" ;;
        esac
        tries=0
        while runs; do
          sleep 0.05
          tries=$((tries + 1))
          [ "$tries" -eq 400 ] && kill -s QUIT "$pid"
          [ "$tries" -eq 600 ] && kill -s KILL "$pid"
        done
      fi
      if [ "$word" = remove ]; then
        cd /
        tries=0
        while [ -e "$folder" ] && [ "$tries" -lt 100 ]; do
          for note in "$folder"/*/postmaster.pid; do
            pid=$(head -n 1 "$note" 2>/dev/null)
            [ -n "$pid" ] && [ "/proc/$pid/cwd" -ef "${note%/*}" ] && kill -s QUIT "$pid"
          done
          [ "$tries" -eq 0 ] || sleep 0.1
          rm -rf "$folder" 2>/dev/null
          tries=$((tries + 1))
        done
      fi
      """;

  /** What becomes of the server when the pipe is closed. */
  enum AtEnd {
    STOP("stop"),
    REMOVE("remove");

    private final String word;

    AtEnd(String word) {
      this.word = word;
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Process process;
  private final BufferedReader out;
  private final Writer in;

  private Watcher(Process process) {
    this.process = process;
    this.out = process.inputReader();
    this.in = process.outputWriter();
  }

  /** Starts the shell, which starts the server; {@link #started()} tells how that went. */
  static Watcher launch(Programs programs, StateFolder state, Command start, AtEnd atEnd)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    // away from our group of processes, so that a kill of the whole group spares the shell
    programs.find("setsid").ifPresent(program -> arguments.add(program.toString()));
    arguments.addAll(List.of("sh", "-c", SCRIPT, "ebb-watcher", state.log().toString()));
    arguments.addAll(List.of(atEnd.word, state.root().toString()));
    arguments.addAll(start.arguments());
    Command command = Command.of(arguments).in(state.root());
    for (var variable : start.variables().entrySet()) {
      command = command.with(variable.getKey(), variable.getValue());
    }
    return new Watcher(programs.launch(command));
  }

  /** Waits until the server runs or has failed to start. */
  boolean started() {
    try {
      return "started".equals(out.readLine());
    } catch (IOException _) {
      return false;
    }
  }

  /** Stops the server, with its files left in place, and waits for it. */
  void stop() {
    end(AtEnd.STOP);
  }

  /** Stops the server and removes its folder, and waits for both. */
  void remove() {
    end(AtEnd.REMOVE);
  }

  private void end(AtEnd how) {
    try (in) {
      in.write(how.word + "\n");
      in.flush();
    } catch (IOException _) {
      // it has ended already
    }
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      throw Pause.interrupted();
    }
  }
}
