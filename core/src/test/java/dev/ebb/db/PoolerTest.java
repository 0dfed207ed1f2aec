package dev.ebb.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind a real pooler. */
@ExtendWith(LeakCheck.class)
class PoolerTest {
  @TempDir private Path folder;
  private TestDatabase db;

  @BeforeEach
  void open() {
    db = TestPostgres.shared().newDatabase();
  }

  @AfterEach
  void close() {
    db.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void transactionPoolingIsRefusedWithTheRemedy(int poolSize) throws Exception {
    try (PgBouncer bouncer = PgBouncer.start(folder, db, "transaction", poolSize)) {
      Connector connector = bouncer.connector();
      try (Session session = connector.open()) {
        assertThat(session.facts().behindPooler()).isTrue();
        Fault fault =
            catchThrowableOfType(Fault.class, () -> connector.refuseTransactionPooling(session));
        assertThat(fault.code()).isEqualTo(FaultCode.SERVER);
        assertThat(fault.problems().getFirst().remedy()).contains("pool_mode = session", "PGPORT");
      }
    }
  }

  @Test
  void transactionPoolingIsAlsoRefusedWhileOthersAreBusy() throws Exception {
    try (PgBouncer bouncer = PgBouncer.start(folder, db, "transaction", 5)) {
      Connector connector = bouncer.connector();
      try (Session other = connector.open();
          Session session = connector.open()) {
        other.execute("BEGIN; SELECT 1");
        assertThat(
                catchThrowableOfType(
                    Fault.class, () -> connector.refuseTransactionPooling(session)))
            .isNotNull();
        other.execute("ROLLBACK");
      }
    }
  }

  @Test
  void statementPoolingIsRefused() throws Exception {
    try (PgBouncer bouncer = PgBouncer.start(folder, db, "statement", 5)) {
      Connector connector = bouncer.connector();
      try (Session session = connector.open()) {
        assertThat(
                catchThrowableOfType(
                    Fault.class, () -> connector.refuseTransactionPooling(session)))
            .isNotNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void sessionPoolingWorksAsWithoutAPooler(int poolSize) throws Exception {
    try (PgBouncer bouncer = PgBouncer.start(folder, db, "session", poolSize)) {
      Connector connector = bouncer.connector();
      try (Session session = connector.open()) {
        assertThat(session.facts().behindPooler()).isTrue();
        connector.refuseTransactionPooling(session);
        try (MigrationLock lock =
            MigrationLock.tryAcquire(session, LockKey.of("schema_migrations"))) {
          assertThat(lock).isNotNull();
          session.execute("BEGIN; CREATE TABLE t (id int); COMMIT");
          assertThat(session.copyIn("COPY t FROM stdin", "1\n2\n")).isEqualTo(2);
          assertThat(lock.held()).isTrue();
        }
      }
    }
  }
}
