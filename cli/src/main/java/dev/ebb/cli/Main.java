package dev.ebb.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Where the process starts: parses the arguments, runs the command, ends with its exit status. */
@Command(
    name = "ebb",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "PostgreSQL migrations that know the way back.")
public final class Main implements Runnable {
  Main() {}

  /** Ends the JVM with the status that {@link #run} gives. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs one command line in this process and says with which status it should end. */
  static int run(String... args) {
    return new CommandLine(new Main())
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .execute(args);
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  /** The number that the build wrote into the manifest of this jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"ebb " + (version == null ? "(not packaged)" : version)};
    }
  }
}
