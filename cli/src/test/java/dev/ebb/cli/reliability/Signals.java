package dev.ebb.cli.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Sends signals to processes by their number. */
final class Signals {
  private Signals() {}

  /** Sends one; a process that has ended already is left in peace. */
  static void send(String name, long pid) {
    send(name, List.of(pid));
  }

  static void send(String name, List<Long> pids) {
    StringBuilder script = new StringBuilder();
    pids.forEach(pid -> script.append("kill -s ").append(name).append(' ').append(pid).append(';'));
    try {
      new ProcessBuilder("sh", "-c", script.toString())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** SIGKILL at once, without another process in between. */
  static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }
}
