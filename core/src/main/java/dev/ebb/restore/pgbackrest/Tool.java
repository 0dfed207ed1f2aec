package dev.ebb.restore.pgbackrest;

import dev.ebb.exec.Command;
import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls pgBackRest as the user whom the server's files belong to.
 *
 * @param config its file of settings; null for its own default
 */
record Tool(
    Programs programs, Identity identity, String program, @Nullable String config, String stanza) {
  private static final Duration SHORT = Duration.ofMinutes(2);
  private static final Duration LONG = Duration.ofDays(7);
  private static final int BOUND = 16 << 20;

  /** For a stanza. */
  Tool of(String another) {
    return new Tool(programs, identity, program, config, another);
  }

  private Command command(String verb, List<String> options) {
    List<String> all = new ArrayList<>(List.of(program));
    if (config != null) {
      all.add("--config=" + config);
    }
    if (!stanza.isEmpty()) {
      all.add("--stanza=" + stanza);
    }
    all.addAll(options);
    all.add(verb);
    return identity.command(all.toArray(String[]::new)).keeping(BOUND);
  }

  /** What it knows of its stanzas, or of the one. */
  List<Stanza> info() {
    Ending ending = programs.run(command("info", List.of("--output=json")).within(SHORT));
    if (!ending.succeeded()) {
      throw failed("info", ending);
    }
    try {
      return Stanza.all(ending.output().out());
    } catch (IllegalArgumentException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          program + " info answers something that is not understood: " + e.getMessage(),
          "see what it says: " + program + " info --output=json",
          e);
    }
  }

  /**
   * Whether what the server writes now arrives in the repository: has a segment archived and waits
   * for it.
   *
   * @return what is wrong; null if nothing
   */
  @Nullable String check() {
    Ending ending = programs.run(command("check", quietly()).within(SHORT));
    return ending.succeeded() ? null : ending.describe();
  }

  /** Notes something on a backup. Not being able to is no error: it is also noted elsewhere. */
  boolean annotate(String label, String key, String value) {
    return programs
        .run(
            command("annotate", List.of("--set=" + label, "--annotation=" + key + "=" + value))
                .within(SHORT))
        .succeeded();
  }

  /**
   * The history of a timeline, which tells where it left the ones before.
   *
   * @param data where the server has it that is in it, if the archive does not yet
   */
  Timeline timeline(long number, Path data) {
    if (number <= 1) {
      return new Timeline(1, Map.of());
    }
    Path folder = null;
    try {
      Path here = data.resolve("pg_wal").resolve("%08X.history".formatted(number));
      if (Files.isReadable(here)) {
        return Timeline.parse(number, Files.readString(here));
      }
      folder = Files.createTempDirectory("ebb-history-");
      identity.own(folder);
      Path file = folder.resolve("history");
      String name = "%08X.history".formatted(number);
      Ending ending =
          programs.run(command("archive-get", List.of()).and(name, file.toString()).within(SHORT));
      return ending.succeeded()
          ? Timeline.parse(number, Files.readString(file))
          : new Timeline(number, Map.of());
    } catch (IOException e) {
      throw Fault.of(FaultCode.MACHINE, "cannot read a history: " + e, "run it again", e);
    } finally {
      remove(folder);
    }
  }

  private static void remove(@Nullable Path folder) {
    if (folder != null) {
      try {
        Files.deleteIfExists(folder.resolve("history"));
        Files.deleteIfExists(folder);
      } catch (IOException _) {
        // an empty file in the folder for temporary ones
      }
    }
  }

  private static List<String> quietly() {
    return List.of("--log-level-console=warn", "--log-level-stderr=warn");
  }

  /** Restores; may take hours. What it cannot do it says. */
  Ending restore(List<String> options) {
    List<String> all = new ArrayList<>(options);
    all.addAll(quietly());
    return programs.run(command("restore", all).within(LONG));
  }

  /** The error of a call. */
  Fault failed(String verb, Ending ending) {
    boolean missing = ending instanceof Ending.NotStarted;
    return Fault.of(
        FaultCode.MACHINE,
        program + " " + verb + " failed: " + ending.describe(),
        missing
            ? "install it (Debian: apt install pgbackrest), or say where it is with"
                + " --setting=program=…"
            : "the server is as it was; mend the cause and run it again");
  }
}
