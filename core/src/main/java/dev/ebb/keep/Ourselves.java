package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Works amid a script as the role that connected and with settings under which values keep their
 * exact text, and then gives the script back the role and settings that it had set.
 *
 * <p>If the work fails, the transaction has failed with it, and whoever rolls back to a savepoint
 * from before gets the script's settings back, too.
 */
final class Ourselves {
  // Row security is off so that a policy makes a query fail instead of hiding rows from it.
  private static final Map<String, String> SETTINGS =
      new LinkedHashMap<>(
          Map.of(
              "search_path", "pg_catalog",
              "datestyle", "ISO",
              "intervalstyle", "postgres",
              "extra_float_digits", "1",
              "bytea_output", "hex",
              "row_security", "off",
              "statement_timeout", "0",
              "default_tablespace", "",
              "xmloption", "content"));

  /** The settings that give values their exact text, as clauses of a function. */
  static final String CLAUSES =
      "SET search_path = pg_catalog SET datestyle = 'ISO' SET intervalstyle = 'postgres'"
          + " SET extra_float_digits = 1 SET bytea_output = 'hex' SET row_security = off";

  private Ourselves() {}

  /** Does work in an open transaction. */
  static <T> T work(Session session, Supplier<T> work) {
    String back = enter(session);
    T result = work.get();
    session.execute(back);
    return result;
  }

  /** Does work in an open transaction. */
  static void work(Session session, Runnable work) {
    work(
        session,
        () -> {
          work.run();
          return true;
        });
  }

  private static String enter(Session session) {
    StringBuilder ask = new StringBuilder("SELECT ");
    StringBuilder set = new StringBuilder();
    SETTINGS.forEach((name, value) -> {
      ask.append("current_setting('").append(name).append("') AS ").append(name).append(", ");
      set.append(";SET LOCAL ").append(name).append(" = ");
      set.append(name.equals("search_path") ? value : Quote.literal(value));
    });
    ask.append("current_setting('role') AS role_set, session_user AS session_name");
    return session.queryOne(
        ask + ";SET LOCAL SESSION AUTHORIZATION DEFAULT;SET LOCAL ROLE NONE" + set,
        row -> {
          StringBuilder back = new StringBuilder("SET LOCAL SESSION AUTHORIZATION ");
          back.append(Quote.literal(row.text("session_name")));
          back.append(";SET LOCAL ROLE ").append(Quote.literal(row.text("role_set")));
          back.append(";SELECT ''");
          SETTINGS
              .keySet()
              .forEach(name ->
                  back.append(", set_config('")
                      .append(name)
                      .append("', ")
                      .append(Quote.literal(row.text(name)))
                      .append(", true)"));
          return back.toString();
        });
  }
}
