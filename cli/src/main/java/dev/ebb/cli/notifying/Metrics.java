package dev.ebb.cli.notifying;

import dev.ebb.cli.invocation.Invocation;
import dev.ebb.fault.Problem;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.run.Done;
import dev.ebb.run.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures of a run that has ended, as text for Prometheus' collector of text files. */
public final class Metrics {
  private Metrics() {}

  /**
   * Writes them, whole or not at all; what goes wrong is a note.
   *
   * @param file relative to the project
   * @param outcomes by the name of the schema; of schemas that had nothing to do a finished one
   */
  public static void write(Invocation call, String file, Map<String, Outcome> outcomes) {
    Path path = call.folder().resolve(file);
    Path draft = path.resolveSibling("." + path.getFileName() + ".ebb");
    try {
      Files.writeString(draft, text(call.arguments().syntax().name(), outcomes, Instant.now()));
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      call.terminal().warn("note: the figures could not be written to " + path + " (" + e + ")");
    }
  }

  static String text(String command, Map<String, Outcome> outcomes, Instant now) {
    StringBuilder text = new StringBuilder();
    head(text, "ebb_run_timestamp_seconds", "When the last run ended.");
    outcomes.forEach((schema, _) ->
        line(text, "ebb_run_timestamp_seconds", of(schema, command), now.toEpochMilli() / 1e3));
    head(text, "ebb_run_success", "1 if the last run ended well.");
    outcomes.forEach((schema, outcome) ->
        line(
            text,
            "ebb_run_success",
            of(schema, command),
            outcome instanceof Outcome.Finished ? 1 : 0));
    head(text, "ebb_run_migrations", "How many migrations the last run committed.");
    outcomes.forEach((schema, outcome) ->
        line(text, "ebb_run_migrations", of(schema, command), outcome.done().size()));
    head(text, "ebb_migration_duration_seconds", "How long each migration of the last run took.");
    outcomes.forEach(
        (schema, outcome) -> outcome.done().forEach(done -> line(text, schema, command, done)));
    return text.toString();
  }

  private static void line(StringBuilder text, String schema, String command, Done done) {
    Step step = done.step();
    line(
        text,
        "ebb_migration_duration_seconds",
        of(schema, command)
            + ",direction=\"%s\",migration=\"%s\"".formatted(step.direction().word(), step.id()),
        done.elapsed().toNanos() / 1e9);
  }

  private static String of(String schema, String command) {
    return "schema=\"%s\",command=\"%s\"".formatted(schema, command);
  }

  private static void head(StringBuilder text, String name, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(" gauge\n");
  }

  private static void line(StringBuilder text, String name, String labels, double value) {
    String shown = value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    text.append(name).append('{').append(labels).append("} ").append(shown).append('\n');
  }

  /**
   * What became of each schema on a way of several runs.
   *
   * @param schemas all that were to go it
   * @param outcomes of the runs, in their order
   * @param problems why it ended on the way; empty if it did not
   */
  public static Map<String, Outcome> ofAll(
      Collection<SchemaName> schemas, List<Outcome> outcomes, List<Problem> problems) {
    Map<String, Outcome> all = new LinkedHashMap<>();
    for (SchemaName schema : schemas) {
      List<Done> done =
          outcomes.stream()
              .filter(outcome -> outcome.schema().equals(schema))
              .flatMap(outcome -> outcome.done().stream())
              .toList();
      all.put(
          schema.value(),
          problems.isEmpty()
              ? new Outcome.Finished(schema, done)
              : new Outcome.Stopped(schema, done, null, problems, false));
    }
    return all;
  }

  /** What stands for a schema that had nothing to do. */
  public static Outcome nothing(SchemaName schema) {
    return new Outcome.Finished(schema, List.of());
  }
}
