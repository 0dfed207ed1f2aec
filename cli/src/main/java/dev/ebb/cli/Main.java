package dev.ebb.cli;

import dev.ebb.cli.invocation.Interruption;
import dev.ebb.cli.invocation.Surroundings;
import dev.ebb.cli.terminal.Screen;
import dev.ebb.cli.terminal.Terminal;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** Where the process starts. */
public final class Main {
  private Main() {}

  /** Runs one command line and ends the JVM with its status. */
  public static void main(String[] args) {
    settle();
    Map<String, String> environment = System.getenv();
    Terminal terminal =
        new Terminal(
            new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out),
            new FileOutputStream(FileDescriptor.err),
            Screen.of(environment));
    Signals signals = Signals.hear(terminal);
    int status =
        run(new Surroundings(environment, Path.of(""), terminal, version()), signals, args);
    signals.finished(status);
  }

  // Ebb writes times in UTC and numbers as everybody does, wherever it runs. The driver asks for
  // both
  // defaults, and to look up others takes longer than the rest of connecting.
  static void settle() {
    TimeZone.setDefault(new SimpleTimeZone(0, "UTC"));
    Locale.setDefault(Locale.ROOT);
  }

  /** Runs one command line in this process and says with which status it should end. */
  static int run(Surroundings surroundings, Interruption interruption, String... args) {
    return new CommandLine(new Commands(), surroundings, interruption).run(List.of(args)).code();
  }

  /** The number that the build wrote into the manifest of this jar. */
  static String version() {
    @Nullable String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
