package dev.ebb.passage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever else is in a database is seen, also by a role that may see little. */
class CompanyTest {
  private static final String ROLE = "ebb_company_test_role";

  private final TestDatabase db = TestPostgres.shared().newDatabase();

  @BeforeEach
  void makeRole() {
    db.execute(
        "DROP ROLE IF EXISTS " + ROLE + "; CREATE ROLE " + ROLE + " LOGIN PASSWORD 'secret'");
    db.leave();
  }

  private Session weak() {
    return new Connector(
            ConnectionSettings.of(db.host(), db.port(), ROLE, "secret", db.name()),
            "ebb-test",
            Duration.ZERO)
        .open();
  }

  @Test
  void aSessionOfAnotherRoleCountsForARoleThatMaySeeNothingOfIt() throws SQLException {
    try (Session session = weak();
        Connection _ = db.connect()) {
      assertThat(Company.in(session).others())
          .singleElement()
          .asString()
          .contains("test-fixture", "as postgres");
    }
  }

  @Test
  void nobodyIsNobody() {
    try (Session session = weak()) {
      assertThat(Company.in(session).others()).isEmpty();
    }
  }

  @AfterEach
  void close() {
    db.execute("DROP ROLE " + ROLE);
    db.close();
  }
}
