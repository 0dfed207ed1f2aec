package dev.ebb.cli.drilling;

import dev.ebb.drill.Practice;
import dev.ebb.drill.Script;
import dev.ebb.drill.Subject;
import dev.ebb.graph.MigrationId;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The command lines of a way back, without the word {@code ebb}.
 *
 * @param before what is done in good time, before anything went wrong
 * @param back what leads back
 */
record Steps(List<List<String>> before, List<List<String>> back) {
  private static final String POINT = "before_drill";

  /** Stands for what {@code pitr point} calls the moment that it marked. */
  private static final String REFERENCE = "POINT";

  private static final Pattern MARKED = Pattern.compile("(?m)^restore point (\\S+) of database ");

  Steps {
    before = List.copyOf(before);
    back = List.copyOf(back);
  }

  /** Those of a way, for a schema and the bad migration. */
  static Steps of(Practice practice, Script script, String schema, MigrationId bad) {
    Lines lines = new Lines("--db=" + schema);
    List<String> down = lines.line("down", "--steps=1", "--yes");
    List<String> up = lines.line("up", "--yes");
    return switch (practice) {
      case EXACT_DOWN -> new Steps(List.of(), List.of(down));
      case FORWARD_FIX ->
          new Steps(List.of(), List.of(lines.line("forward-fix", bad.toString(), "--yes"), up));
      case BRANCH ->
          new Steps(
              List.of(lines.line("branch", "create", POINT)),
              List.of(lines.line("branch", "promote", POINT, "--end-sessions", "--yes")));
      case SNAPSHOT ->
          new Steps(
              List.of(lines.line("snapshot", "create", POINT)),
              List.of(lines.line("snapshot", "restore", POINT, "--end-sessions", "--yes")));
      case TABLE ->
          new Steps(
              List.of(lines.line("snapshot", "create", POINT)),
              List.of(table(lines, script.subject())));
      case REPAIR -> new Steps(List.of(), List.of(lines.line("repair", "--yes"), up, down));
      case LOCKS -> new Steps(List.of(), List.of(down));
      case POINT_IN_TIME ->
          new Steps(
              List.of(lines.line("pitr", "point", POINT)),
              List.of(
                  lines.line(
                      "pitr", "restore", REFERENCE, "--switch=do", "--end-sessions", "--yes")));
    };
  }

  /** A line with the name that an earlier one gave. */
  static List<String> named(List<String> words, String said) {
    Matcher marked = MARKED.matcher(said);
    return marked.find()
        ? words.stream().map(word -> word.equals(REFERENCE) ? marked.group(1) : word).toList()
        : words;
  }

  private static List<String> table(Lines lines, @Nullable Subject subject) {
    if (subject == null) {
      throw new IllegalStateException("no table is known");
    }
    return lines.line(
        "snapshot",
        "restore",
        POINT,
        "--table=" + subject.table(),
        // a name as it is, not as SQL
        "--column=" + SqlName.parse(subject.column()).name(),
        "--winner=snapshot",
        "--yes");
  }

  private record Lines(String schema) {
    List<String> line(String... words) {
      List<String> all = new ArrayList<>(List.of(words));
      all.add(schema);
      return all;
    }
  }
}
