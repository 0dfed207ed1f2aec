package dev.ebb.cli.reliability;

import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Ways in which a run meets a sudden end. */
enum Strike {
  /** kill -9 of Ebb. */
  PROCESS {
    @Override
    void on(EbbProcess ebb, TestPostgres server, Aim aim) {
      ebb.kill();
    }
  },
  /** kill -9 of the server's process that works for Ebb; the server then restarts by itself. */
  BACKEND {
    @Override
    void on(EbbProcess ebb, TestPostgres server, Aim aim) {
      Signals.kill(aim.backend());
    }
  },
  /** kill -9 of everything of the server, which is started again at once. */
  SERVER {
    @Override
    void on(EbbProcess ebb, TestPostgres server, Aim aim) {
      killServer(server);
      server.server().restart();
    }
  },
  /** kill -9 of the server and of Ebb, as when the power fails. */
  EVERYTHING {
    @Override
    void on(EbbProcess ebb, TestPostgres server, Aim aim) {
      killServer(server);
      ebb.kill();
      server.server().restart();
    }
  };

  /** Strikes now. */
  abstract void on(EbbProcess ebb, TestPostgres server, Aim aim);

  private static void killServer(TestPostgres server) {
    List<ProcessHandle> all = new ArrayList<>();
    ProcessHandle.of(server.server().postmasterPid())
        .ifPresent(postmaster -> {
          all.add(postmaster);
          all.addAll(postmaster.descendants().toList());
        });
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
  }

  /**
   * Finds the backend that works for Ebb in one database, with a connection that is kept open and
   * passes for another Ebb's: by itself it does not keep steps from sharing a transaction.
   */
  static final class Aim implements AutoCloseable {
    static final String APPLICATION = "ebb-aim";

    private static final String WHO =
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
            + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private final Connection connection;

    Aim(TestDatabase database) throws SQLException {
      this.connection = database.connect();
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET application_name = '" + APPLICATION + "'");
      }
    }

    /** Its process; -1 if nobody is at work, or we cannot see. */
    long backend() {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(WHO)) {
        return rows.next() ? rows.getLong(1) : -1;
      } catch (SQLException e) {
        return -1;
      }
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (SQLException _) {
        // the server went down with it
      }
    }
  }
}
