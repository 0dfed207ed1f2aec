package dev.ebb.fix;

import dev.ebb.fixture.TestDatabase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a database holds, by what it knows tables and columns by: rows by table, values by column,
 * counters by sequence; so that nothing can go by getting another name.
 *
 * @param columns values of each column in an order of their own, under {@code oid.number}
 * @param names the path of each, as a loss would tell it
 */
record Rows(Map<String, List<String>> columns, Map<String, String> names) {

  static Rows of(TestDatabase db) {
    Map<String, List<String>> columns = new TreeMap<>();
    Map<String, String> names = new HashMap<>();
    for (String line :
        db.query(
            """
            SELECT c.oid || '.' || a.attnum, format('%I.%I.%I', n.nspname, c.relname, a.attname),
                   format('SELECT %I::text FROM ONLY %I.%I ORDER BY 1', a.attname, n.nspname, c.relname)
              FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
               AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            UNION ALL
            SELECT c.oid || '.0', format('%I.%I', n.nspname, c.relname),
                   format('SELECT ''row'' FROM ONLY %I.%I', n.nspname, c.relname)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            """)) {
      String[] parts = line.split("\\|", 3);
      columns.put(parts[0], db.query(parts[2]));
      names.put(parts[0], parts[1]);
    }
    return new Rows(columns, names);
  }

  /** The names of what is not there any more, or says something else, and that no loss tells of. */
  List<String> silentlyLost(Rows after, FixScript script) {
    return columns.entrySet().stream()
        .filter(column -> !column.getValue().isEmpty())
        .filter(column -> !same(column.getValue(), after.columns().get(column.getKey()), script))
        .map(column -> names.getOrDefault(column.getKey(), ""))
        .filter(name -> script.losses().stream().noneMatch(loss -> isOn(loss, name)))
        .toList();
  }

  private static boolean same(List<String> before, @Nullable List<String> after, FixScript script) {
    return after != null
        && before.stream()
            .map(value -> canonical(relabelled(value, script)))
            .sorted()
            .toList()
            .equals(after.stream().map(Rows::canonical).sorted().toList());
  }

  // 1.20 is 1.2, and a real is the double that it becomes.
  private static String canonical(String value) {
    return value.matches("-?\\d+\\.\\d+") ? Float.toString(Float.parseFloat(value)) : value;
  }

  private static String relabelled(String value, FixScript script) {
    String change = " RENAME VALUE '" + value + "' TO '";
    return script.statements().stream()
        .map(FixStatement::sql)
        .filter(sql -> sql.contains(change))
        .map(sql -> sql.substring(sql.indexOf(change) + change.length(), sql.length() - 1))
        .findFirst()
        .orElse(value);
  }

  private static boolean isOn(Loss loss, String name) {
    return name.equals(loss.object().path())
        || (loss.what() == Loss.What.ROWS && name.startsWith(loss.object().path() + "."));
  }
}
