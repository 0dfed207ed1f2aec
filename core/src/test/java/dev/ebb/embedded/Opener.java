package dev.ebb.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Another process that opens an embedded server and stays until it is killed, or ends at once if
 * its last argument says so.
 */
final class Opener implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private Opener(Process process) {
    this.process = process;
    this.out = process.inputReader();
  }

  public static void main(String[] arguments) throws InterruptedException {
    Lifetime lifetime = Lifetime.valueOf(arguments[2]);
    EmbeddedPostgres server =
        EmbeddedPostgres.open(
            EmbeddedOptions.in(Path.of(arguments[0]))
                .cache(Path.of(arguments[1]))
                .durability(lifetime == Lifetime.KEPT ? Durability.DURABLE : Durability.FAST)
                .lifetime(lifetime));
    System.out.println(server.postmasterPid());
    if (!arguments[arguments.length - 1].equals("end")) {
      Thread.sleep(60_000);
    }
  }

  /** How to start it, for the caller to put something in front. */
  static List<String> command(String classPath, Path folder, Path cache, Lifetime lifetime) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("-cp", classPath, Opener.class.getName()));
    command.addAll(List.of(folder.toString(), cache.toString(), lifetime.name()));
    return command;
  }

  static Opener start(Path folder, Path cache, Lifetime lifetime) throws IOException {
    return start(command(System.getProperty("java.class.path"), folder, cache, lifetime), Map.of());
  }

  static Opener start(List<String> command, Map<String, String> variables) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(variables);
    return new Opener(builder.start());
  }

  /** The process id of the server; fails with all that the process said if it has none. */
  long server() throws IOException {
    String line = out.readLine();
    if (line != null && line.matches("\\d+")) {
      return Long.parseLong(line);
    }
    List<String> said = new ArrayList<>(Arrays.asList(String.valueOf(line)));
    out.lines().forEach(said::add);
    throw new AssertionError(String.join("\n", said));
  }

  /** As {@code kill -9}. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
