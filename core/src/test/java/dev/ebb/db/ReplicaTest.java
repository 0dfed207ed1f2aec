package dev.ebb.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class ReplicaTest {
  @Test
  void aReplicaCanBeLookedAtButNotMigrated() throws Exception {
    try (TestPostgres server = TestPostgres.durable()) {
      server.server().stop();
      Files.createFile(server.server().folder().resolve("data/standby.signal"));
      server.server().restart();
      TestDatabase db = server.database("postgres");
      Connector connector = Sessions.connector(db);
      try (Session session = connector.open()) {
        assertThat(session.facts().inRecovery()).isTrue();
        Fault fault = catchThrowableOfType(Fault.class, () -> connector.refuseUnfit(session));
        assertThat(fault.code()).isEqualTo(FaultCode.SERVER);
        assertThat(fault).hasMessageContaining("is a replica");
        SqlFailure failure =
            catchThrowableOfType(SqlFailure.class, () -> session.execute("CREATE TABLE t ()"));
        assertThat(failure.isReadOnly()).isTrue();
      }
    }
  }
}
