package dev.ebb.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/**
 * One pinned connection: every statement goes to the same server process, in the order it is
 * called. Each call is one message of the simple query protocol and one round trip; without an
 * explicit BEGIN a message is a transaction of its own, even if it holds several statements.
 *
 * <p>Not thread-safe, except {@link #cancel()}, {@link #abort()} and {@link #awaited()}. Trouble is
 * thrown as {@link SqlFailure}.
 */
public final class Session implements AutoCloseable {
  /** More notices than this between two {@link #takeNotices()} are counted, not kept. */
  private static final int NOTICES_KEPT = 1000;

  private static final int COPY_CHUNK = 1 << 16;

  private final PgConnection connection;
  private final String title;
  private final List<String> notices = new ArrayList<>();
  private int noticesLost;
  private @Nullable ServerFacts facts;
  private String settings = "";
  private long sent;
  private volatile long awaited;

  Session(PgConnection connection, String title) {
    this.connection = connection;
    this.title = title;
  }

  /** What the server said about itself when the session was opened, or when first asked. */
  public ServerFacts facts() {
    ServerFacts known = facts;
    return known == null ? begin("") : known;
  }

  // Settings of the session and facts in one round trip.
  ServerFacts begin(String settings) {
    int protocolPid = connection.getBackendPID();
    ServerFacts read =
        queryOne(settings + ServerFacts.SQL, row -> ServerFacts.read(row, protocolPid));
    facts = read;
    if (!settings.isEmpty()) {
      this.settings = settings;
    }
    return read;
  }

  /**
   * The statements, each ended by a semicolon, by which this session was set up when it was opened:
   * to be repeated after a RESET ALL. Asks nobody.
   */
  public String settings() {
    return settings;
  }

  /** The server process that serves this session now. */
  public int backendPid() {
    return queryOne("SELECT pg_backend_pid() AS pid", row -> row.int32("pid"));
  }

  /**
   * Runs one or several statements in one message. If one fails, those after it do not run, and
   * those before it are undone unless an explicit transaction keeps them; the position in the
   * failure is relative to this text.
   */
  public void execute(String sql) {
    run(sql, (_, _) -> {});
  }

  /**
   * Runs one or several statements in one message, and says how many rows they changed in all. A
   * query counts as the number that it gives, if it gives one row with one whole number, else as
   * its rows.
   */
  public long update(String sql) {
    awaited = ++sent;
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      try {
        long changed = 0;
        boolean isRows = statement.execute(sql);
        while (isRows || statement.getUpdateCount() != -1) {
          changed += isRows ? told(statement.getResultSet()) : statement.getLargeUpdateCount();
          isRows = statement.getMoreResults();
        }
        return changed;
      } finally {
        keep(statement.getWarnings());
      }
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    } finally {
      awaited = 0;
    }
  }

  private static long told(ResultSet rows) throws SQLException {
    int type = rows.getMetaData().getColumnCount() == 1 ? rows.getMetaData().getColumnType(1) : 0;
    boolean number = type == Types.BIGINT || type == Types.INTEGER || type == Types.NUMERIC;
    long count = 0;
    long value = 0;
    while (rows.next()) {
      count++;
      value = number ? rows.getLong(1) : 0;
    }
    return number && count == 1 ? value : count;
  }

  /**
   * Reads the rows of the last statement in the text that gives any.
   *
   * @param sql may be several statements if there are no arguments; arguments stand where it has
   *     {@code ?}
   * @param args String, Long, Integer, Boolean or null
   */
  public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... args) {
    List<T> values = new ArrayList<>();
    Results results =
        (rows, row) -> {
          values.clear();
          while (rows.next()) {
            values.add(reader.read(row));
          }
        };
    if (args.length == 0) {
      run(sql, results);
    } else {
      run(sql, results, args);
    }
    return values;
  }

  /**
   * Reads the rows of every statement in the text that gives any, in one message.
   *
   * @param reader is asked with the names of the columns before the rows of each result, and then
   *     gets them
   */
  public void queryEach(String sql, Function<List<String>, Consumer<Row>> reader) {
    run(
        sql,
        (rows, row) -> {
          Consumer<Row> each = reader.apply(row.columns());
          while (rows.next()) {
            each.accept(row);
          }
        });
  }

  /**
   * Reads exactly one row.
   *
   * @throws IllegalStateException if there are none or several
   */
  public <T> T queryOne(String sql, RowReader<T> reader, @Nullable Object... args) {
    List<T> values = query(sql, reader, args);
    if (values.size() != 1) {
      throw new IllegalStateException("expected one row, got " + values.size());
    }
    return values.getFirst();
  }

  /** Reads at most one row, or the first of several. */
  public <T> Optional<T> queryFirst(String sql, RowReader<T> reader, @Nullable Object... args) {
    return query(sql, reader, args).stream().findFirst();
  }

  /**
   * Feeds lines to a {@code COPY … FROM stdin}.
   *
   * @param data the lines in the format that the command names, without the closing {@code \.}
   * @return how many rows the server took
   */
  public long copyIn(String copyCommand, String data) {
    awaited = ++sent;
    try {
      CopyIn copy = connection.getCopyAPI().copyIn(copyCommand);
      try {
        for (int from = 0; from < data.length(); ) {
          int to = chunkEnd(data, from);
          byte[] bytes = data.substring(from, to).getBytes(StandardCharsets.UTF_8);
          copy.writeToCopy(bytes, 0, bytes.length);
          from = to;
        }
        return copy.endCopy();
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      }
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    } finally {
      awaited = 0;
      keepWarningsOfConnection();
    }
  }

  /**
   * Feeds bytes to a {@code COPY … FROM stdin}, as they come.
   *
   * @return how many rows the server took
   * @throws java.io.UncheckedIOException if they cannot be read
   */
  public long copyIn(String copyCommand, InputStream data) {
    return copy(api -> api.copyIn(copyCommand, data));
  }

  /**
   * Writes what a {@code COPY … TO stdout} gives.
   *
   * @return how many rows the server gave
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public long copyOut(String copyCommand, OutputStream to) {
    return copy(api -> api.copyOut(copyCommand, to));
  }

  /** Bytes to or from a table. */
  private interface Copying {
    long with(CopyManager api) throws SQLException, IOException;
  }

  private long copy(Copying work) {
    awaited = ++sent;
    try {
      return work.with(connection.getCopyAPI());
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      awaited = 0;
      keepWarningsOfConnection();
    }
  }

  // A pair of surrogates must not be cut in two: each half alone has no bytes.
  private static int chunkEnd(String data, int from) {
    int to = Math.min(data.length(), from + COPY_CHUNK);
    return to < data.length() && Character.isHighSurrogate(data.charAt(to - 1)) ? to - 1 : to;
  }

  /** What the server said beside its answers since this was last called, oldest first. */
  public List<String> takeNotices() {
    List<String> taken = new ArrayList<>(notices);
    if (noticesLost > 0) {
      taken.add("(" + noticesLost + " more notices are not shown)");
    }
    notices.clear();
    noticesLost = 0;
    return taken;
  }

  /** Whether a transaction is open, be it healthy or failed. As of the last answer; asks nobody. */
  public boolean inTransaction() {
    return connection.getTransactionState() != TransactionState.IDLE;
  }

  /** Whether a transaction is open in which a statement has failed, so that only ROLLBACK helps. */
  public boolean transactionFailed() {
    return connection.getTransactionState() == TransactionState.FAILED;
  }

  /**
   * Asks the server to cancel what it runs for this session now, over a connection of its own.
   * Returns when the server has the request; the statement itself then fails with {@link
   * SqlFailure#isCancelled()}, or finishes if it was faster. Thread-safe.
   */
  public void cancel() {
    try {
      connection.cancelQuery();
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    }
  }

  /**
   * The number of the message to which the server owes an answer; 0 if it owes none. No two
   * messages of a session have the same. Thread-safe.
   */
  public long awaited() {
    return awaited;
  }

  /** Closes the connection under a running statement without a word to the server. Thread-safe. */
  public void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    }
  }

  /**
   * Asks the server to end a running statement within seconds if this process dies; otherwise it
   * would run to its end, locks held. Servers before 14, and some platforms, cannot.
   *
   * @return whether the server can
   */
  public boolean endWithClient() {
    if (facts().major() < 14) {
      return false;
    }
    try {
      execute("SET client_connection_check_interval = '2s'");
      return true;
    } catch (SqlFailure e) {
      if (e.isConnectionLost()) {
        throw e;
      }
      return false;
    }
  }

  /** Whether the server answers, asked within two seconds. */
  public boolean alive() {
    try {
      return connection.isValid(2);
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    }
  }

  /** Whether this side knows that the connection is closed or lost. Asks nobody. */
  public boolean isClosed() {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    }
  }

  /** Ends the session; what is not committed is undone. Never fails, may be called again. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // The connection is gone either way, which is all that the caller asked for.
      abort();
    }
  }

  /** Where it is connected to, without a password. */
  @Override
  public String toString() {
    return title;
  }

  PgConnection connection() {
    return connection;
  }

  private interface Results {
    void read(ResultSet rows, Row row) throws SQLException;
  }

  private void run(String sql, Results results) {
    awaited = ++sent;
    try (Statement statement = connection.createStatement()) {
      // Without this the driver would look for JDBC escapes in scripts.
      statement.setEscapeProcessing(false);
      try {
        drain(statement, statement.execute(sql), results);
      } finally {
        keep(statement.getWarnings());
      }
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    } finally {
      awaited = 0;
    }
  }

  private void run(String sql, Results results, @Nullable Object[] args) {
    awaited = ++sent;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      try {
        for (int i = 0; i < args.length; i++) {
          bind(statement, i + 1, args[i]);
        }
        drain(statement, statement.execute(), results);
      } finally {
        keep(statement.getWarnings());
      }
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    } finally {
      awaited = 0;
    }
  }

  private static void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(index, Types.NULL);
      case Long number -> statement.setLong(index, number);
      case Integer number -> statement.setInt(index, number);
      case Boolean truth -> statement.setBoolean(index, truth);
      case String text -> statement.setString(index, text);
      default -> throw new IllegalArgumentException("cannot bind a " + value.getClass());
    }
  }

  private static void drain(Statement statement, boolean rowsFirst, Results results)
      throws SQLException {
    boolean isRows = rowsFirst;
    while (isRows || statement.getUpdateCount() != -1) {
      if (isRows) {
        ResultSet rows = statement.getResultSet();
        results.read(rows, new Row(rows));
      }
      isRows = statement.getMoreResults();
    }
  }

  private void keepWarningsOfConnection() {
    try {
      keep(connection.getWarnings());
      connection.clearWarnings();
    } catch (SQLException e) {
      // Only notices are at stake; what really happened to the connection is already being thrown.
      noticesLost++;
    }
  }

  private void keep(@Nullable SQLWarning first) {
    for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
      if (notices.size() < NOTICES_KEPT) {
        notices.add(String.valueOf(warning.getMessage()));
      } else {
        noticesLost++;
      }
    }
  }
}
