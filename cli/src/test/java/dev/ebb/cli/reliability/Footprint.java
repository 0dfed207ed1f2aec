package dev.ebb.cli.reliability;

import dev.ebb.fixture.TestDatabase;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a run leaves in a database and that has to be the same after any other way to the same
 * place: objects, rows, and what the ledger says.
 *
 * @param catalog the objects
 * @param data a sum over the rows of each table
 * @param ledger the newest word on each migration, without times, and the version table
 */
record Footprint(String catalog, List<String> data, List<String> ledger) {
  private static final String SUMS =
      """
      SELECT format('SELECT %L, count(*), sum(hashtextextended(x::text, 0)) FROM ONLY %s x',
                    c.oid::regclass, c.oid::regclass)
        FROM pg_class c
       WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
         AND c.relname NOT IN ('migration_logs', '%s')
       ORDER BY c.relname
      """;

  private static final String LEDGER =
      """
      SELECT version, up, success, ebb_name, ebb_parents, ebb_up_checksum, ebb_down_checksum
        FROM (SELECT DISTINCT ON (version) * FROM migration_logs WHERE schema = 'shop_schema_migrations'
               ORDER BY version, backfilled, id DESC) newest
       ORDER BY version
      """;

  static Footprint of(TestDatabase database) {
    String sums = SUMS.replace("'%s')", "'" + GeneratedProject.VERSION_TABLE + "')");
    List<String> data =
        database.query(sums).stream().flatMap(sum -> database.query(sum).stream()).toList();
    List<String> ledger = new ArrayList<>();
    ledger.addAll(database.query(LEDGER));
    ledger.add(
        "version table: " + database.query("SELECT * FROM " + GeneratedProject.VERSION_TABLE));
    return new Footprint(database.catalog(), data, ledger);
  }

  /** Without what tells how often migrations ran: that is, what is there now. */
  static Footprint withoutHistory(TestDatabase database) {
    Footprint all = of(database);
    return new Footprint(
        all.catalog(),
        all.data().stream().filter(sum -> !sum.contains("Zählung")).toList(),
        List.of(Scripts.applied(database).toString(), all.ledger().getLast()));
  }

  /** The migrations that ran more than once in one direction, or never ended well. */
  static List<String> repeated(TestDatabase database) {
    return database.query(
        """
        SELECT version, up, count(*) FROM migration_logs WHERE success AND schema = '%s'
         GROUP BY version, up HAVING count(*) > 1
        """
            .formatted(GeneratedProject.VERSION_TABLE));
  }
}
