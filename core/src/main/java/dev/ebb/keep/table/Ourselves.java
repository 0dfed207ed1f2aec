package dev.ebb.keep.table;

import dev.ebb.db.Row;
import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Works amid a script as the role that connected and with settings under which values keep their
 * exact text, and then gives the script back the role and settings that it had set.
 *
 * <p>If the work fails, the transaction has failed with it, and whoever rolls back to a savepoint
 * from before gets the script's settings back, too.
 */
public final class Ourselves {
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

  private static final String AS_CONNECTED =
      "SET LOCAL SESSION AUTHORIZATION DEFAULT;SET LOCAL ROLE NONE;";

  private static final String ASK = ask();
  private static final String SET = set();
  private static final String SAVE = save();

  /** Statements that give back to the script what {@link #away} has put aside. */
  public static final String BACK = back();

  /** The settings that give values their exact text, as clauses of a function. */
  public static final String CLAUSES =
      "SET search_path = pg_catalog SET datestyle = 'ISO' SET intervalstyle = 'postgres'"
          + " SET extra_float_digits = 1 SET bytea_output = 'hex' SET row_security = off";

  private Ourselves() {}

  /** Does work in an open transaction. */
  public static <T> T work(Session session, Supplier<T> work) {
    String back = enter(session);
    T result = work.get();
    session.execute(back);
    return result;
  }

  /** Does work in an open transaction. */
  public static void work(Session session, Runnable work) {
    work(
        session,
        () -> {
          work.run();
          return true;
        });
  }

  /**
   * Enters, with questions before and after, in one message.
   *
   * @param before an expression with a name, as the script sees things
   * @param after statements
   * @param answers gets the rows of all of them, with the names of their columns
   * @return the statements that give the script back its role and settings
   */
  public static String enter(
      Session session, String before, String after, BiConsumer<List<String>, Row> answers) {
    List<String> back = new ArrayList<>();
    session.queryEach(
        "SELECT " + before + ";" + ASK + SET + after,
        names ->
            row -> {
              if (names.getLast().equals("session_name")) {
                back.add(back(row));
              } else {
                answers.accept(names, row);
              }
            });
    return back.getFirst();
  }

  /**
   * Statements that enter without asking anybody, so that all can be one message, which {@link
   * #BACK} ends.
   *
   * @param before an expression, as the script sees things
   */
  public static String away(String before) {
    return "SELECT " + before + SAVE;
  }

  // Session authorization comes back first: it takes the role with it.
  private static Stream<String> all() {
    return Stream.concat(Stream.of("session_authorization", "role"), SETTINGS.keySet().stream());
  }

  // One statement: what each of them costs beside its work would be most of what they cost.
  private static String save() {
    String set =
        SETTINGS.entrySet().stream()
            .map(e ->
                ", pg_catalog.set_config('%s', '%s', true)".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining("", "", ";" + AS_CONNECTED));
    return all()
        .map(name ->
            ", pg_catalog.set_config('ebb.back_%1$s', pg_catalog.current_setting('%1$s'), true)"
                .formatted(name))
        .collect(Collectors.joining("", "", set));
  }

  private static String back() {
    return all()
        .map(name -> "set_config('%1$s', current_setting('ebb.back_%1$s'), true)".formatted(name))
        .collect(Collectors.joining(", ", "SELECT ", ";"));
  }

  private static String enter(Session session) {
    return session.queryOne(ASK + SET, Ourselves::back);
  }

  private static String ask() {
    return SETTINGS.keySet().stream()
        .map(name -> "current_setting('" + name + "') AS " + name)
        .collect(
            Collectors.joining(
                ", ",
                "SELECT ",
                ", current_setting('role') AS role_set, session_user AS session_name;"));
  }

  private static String set() {
    return SETTINGS.entrySet().stream()
        .map(e ->
            "SET LOCAL "
                + e.getKey()
                + " = "
                + (e.getKey().equals("search_path") ? e.getValue() : Quote.literal(e.getValue()))
                + ";")
        .collect(Collectors.joining("", AS_CONNECTED, ""));
  }

  private static String back(Row row) {
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
  }
}
