package dev.ebb.db;

import dev.ebb.fixture.TestDatabase;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Opens sessions on the test server through the real path. */
final class Sessions {
  private Sessions() {}

  static ConnectionSettings settings(TestDatabase db) {
    return ConnectionSettings.of(db.host(), db.port(), db.user(), db.password(), db.name());
  }

  static Connector connector(TestDatabase db) {
    return new Connector(settings(db), "ebb-test", Duration.ZERO);
  }

  static Session open(TestDatabase db) {
    return connector(db).open();
  }

  /** The value of an expression, as the server writes it. */
  static String value(Session session, String expression) {
    return session.queryOne("SELECT (" + expression + ")::text AS v", r -> r.text("v"));
  }

  /** Runs it on a thread of its own: the common pool may be too small for sessions that wait. */
  static CompletableFuture<Void> later(Session session, String sql) {
    return CompletableFuture.runAsync(() -> session.execute(sql), Thread::startVirtualThread);
  }
}
