package dev.ebb.ledger;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Source;
import dev.ebb.sql.Quote;
import dev.ebb.sql.Script;
import dev.ebb.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the SQL that writes the ledger: complete, quoted, without parameters, so that it can travel
 * in one message with the migration itself.
 */
final class Writer {
  /** The predecessor's number for rows whose schema column names a version table. */
  private static final String ROW_VERSION = "2";

  private static final int ERROR_LENGTH = 10_000;

  private final LedgerHome home;

  Writer(LedgerHome home) {
    this.home = home;
  }

  /** A row for a run that succeeds in the transaction that writes it. */
  String row(Run run) {
    return succeeded(started(run));
  }

  /** As {@link #row}, started when the message came or when the run of the row before was done. */
  String nextRow(Run run) {
    Map<String, String> row = started(run);
    row.put(
        "started_at",
        "greatest(statement_timestamp(), (SELECT finished_at FROM "
            + home.history()
            + " ORDER BY id DESC LIMIT 1))");
    return succeeded(row);
  }

  private String succeeded(Map<String, String> row) {
    row.put("finished_at", "clock_timestamp()");
    row.put("success", "true");
    return insert(row);
  }

  String times(int runs) {
    return "SELECT micros FROM (SELECT id, (extract(epoch FROM finished_at - started_at) * 1000000)::int8"
        + " AS micros FROM "
        + home.history()
        + " ORDER BY id DESC LIMIT "
        + runs
        + ") last ORDER BY id";
  }

  /** A row for a run that is about to start, and gives the row's number. */
  String intent(Run run) {
    Map<String, String> row = started(run);
    row.put("ebb_statements", shortSums(run.source().script()));
    row.put("ebb_statements_done", "0");
    return insert(row) + " RETURNING id";
  }

  private Map<String, String> started(Run run) {
    Migration migration = run.migration();
    long micros = run.elapsed().toNanos() / 1000;
    Map<String, String> row = new LinkedHashMap<>();
    row.put("migration_logs_schema_version", ROW_VERSION);
    row.put("schema", home.key());
    row.put("version", migration.id().toString());
    row.put("up", Boolean.toString(run.direction() == Direction.UP));
    row.put(
        "started_at",
        micros > 0
            ? "clock_timestamp() - " + micros + " * interval '1 microsecond'"
            : "statement_timestamp()");
    row.put("backfilled", "false");
    row.put("ebb_name", Quote.literal(migration.name()));
    row.put("ebb_parents", numbers(migration.parents()));
    row.put("ebb_flags", texts(migration.flags(), Flag::key));
    // A way back that came from the database knows nothing of the way up.
    if (!migration.up().file().equals(Source.STORED)) {
      row.put("ebb_up_checksum", Quote.literal(migration.up().script().checksum().value()));
      row.put("ebb_down_checksum", Quote.literal(migration.down().script().checksum().value()));
    }
    if (run.direction() == Direction.UP) {
      row.put("ebb_up_statements", shortSums(migration.up().script()));
      row.put("ebb_down_sql", script(migration.down()));
    }
    row.put("ebb_tool_version", Quote.literal(run.toolVersion()));
    row.put("ebb_run_by", Quote.literal(run.runBy()));
    return row;
  }

  private String insert(Map<String, String> row) {
    return "INSERT INTO "
        + home.history()
        + " ("
        + String.join(", ", row.keySet())
        + ") VALUES ("
        + String.join(", ", row.values())
        + ")";
  }

  /** Makes the version table say exactly this. */
  String version(@Nullable MigrationId version, boolean dirty) {
    String empty = "DELETE FROM " + home.version();
    return version == null
        ? empty
        : empty
            + "; INSERT INTO "
            + home.version()
            + " (version, dirty) VALUES ("
            + version
            + ", "
            + dirty
            + ")";
  }

  String progress(long row, int statementsDone) {
    return update(row, "ebb_statements_done = " + statementsDone);
  }

  String finished(long row, int statements) {
    return update(
        row,
        "success = true, finished_at = clock_timestamp(), error_message = NULL,"
            + " ebb_statements_done = "
            + statements);
  }

  String failed(long row, String error) {
    String text = error.replace("\0", "");
    String kept = text.length() > ERROR_LENGTH ? text.substring(0, ERROR_LENGTH) : text;
    return update(
        row,
        "success = false, finished_at = clock_timestamp(), error_message = " + Quote.literal(kept));
  }

  private String update(long row, String changes) {
    return "UPDATE " + home.history() + " SET " + changes + " WHERE id = " + row;
  }

  String backfill(Collection<MigrationId> ids) {
    return "INSERT INTO "
        + home.history()
        + " (migration_logs_schema_version, schema, version, up, started_at, finished_at, success,"
        + " backfilled) SELECT "
        + ROW_VERSION
        + ", "
        + home.key()
        + ", v, true, now(), now(), true, true FROM unnest("
        + numbers(ids)
        + ") WITH ORDINALITY AS ids(v, n) WHERE NOT EXISTS (SELECT FROM "
        + home.history()
        + " l WHERE l.schema = "
        + home.key()
        + " AND l.version = v) ORDER BY n";
  }

  private static String numbers(Collection<MigrationId> ids) {
    String list = ids.stream().map(MigrationId::toString).collect(Collectors.joining(","));
    return "'{" + list + "}'::bigint[]";
  }

  private static String shortSums(Script script) {
    return texts(script.statements(), Statement::shortSum);
  }

  // Only for texts of letters and digits: nothing else is ever put into these arrays.
  private static <T> String texts(Collection<T> values, Function<T, String> text) {
    List<String> words = values.stream().map(text).toList();
    return "'{" + String.join(",", words) + "}'::text[]";
  }

  private static String script(Source source) {
    String text = source.script().text();
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      Place place = source.at(source.script().position(nul));
      throw new Fault(
          List.of(
              Problem.at(
                  place,
                  FaultCode.DEFINITION,
                  "a NUL character, which PostgreSQL cannot store",
                  "remove it; nothing was changed by this migration")));
    }
    return Quote.literal(text);
  }
}
