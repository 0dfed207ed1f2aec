package dev.ebb.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.fault.Fault;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted connections to a server that has a certificate for {@code localhost} alone. */
class TlsTest {
  @TempDir static Path folder;

  private static TestPostgres server;
  private static TestDatabase db;
  private static Path root;
  private static Path stranger;

  @BeforeAll
  static void start() throws Exception {
    server = TestPostgres.durable();
    db = server.newDatabase();
    Pair own = pair("own");
    root = Files.writeString(folder.resolve("root.pem"), own.certificate());
    stranger = Files.writeString(folder.resolve("stranger.pem"), pair("stranger").certificate());
    place("server.crt", own.certificate());
    place("server.key", own.key());
    db.execute("ALTER SYSTEM SET ssl = on");
    db.execute("SELECT pg_reload_conf()");
    while (!db.value("SHOW ssl").equals("on")) {
      Thread.sleep(50);
    }
  }

  @AfterAll
  static void stop() {
    db.close();
    server.close();
  }

  /** A certificate and its key, as PEM. */
  private record Pair(String certificate, String key) {}

  private static Pair pair(String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve(name + ".p12");
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    assertThat(made.waitFor()).as(folder.toString()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    return new Pair(
        pem("CERTIFICATE", keys.getCertificate(name).getEncoded()),
        pem("PRIVATE KEY", keys.getKey(name, "changeit".toCharArray()).getEncoded()));
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes));
  }

  // The server writes it itself, since it refuses a key that anybody else could read or wrote.
  private static void place(String file, String text) {
    db.execute(
        "COPY (SELECT unnest(string_to_array('%s', E'\\n'))) TO PROGRAM 'umask 077; cat > %s'"
            .formatted(text.strip(), file));
  }

  private static Connector connector(String host, String mode, Path trusted) {
    Map<String, String> env = new HashMap<>();
    env.put("PGHOST", host);
    env.put("PGPORT", Integer.toString(db.port()));
    env.put("PGUSER", db.user());
    env.put("PGPASSWORD", db.password());
    env.put("PGDATABASE", db.name());
    env.put("PGSSLMODE", mode);
    env.put("PGSSLROOTCERT", trusted.toString());
    return new Connector(
        ConnectionSettings.fromEnvironment(env, "").orElseThrow(), "ebb-test", Duration.ZERO);
  }

  private static boolean encrypted(Connector connector) {
    try (Session session = connector.open()) {
      return Sessions.value(session, "(SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid())")
          .equals("true");
    }
  }

  private static String refusal(Connector connector) {
    Fault fault = catchThrowableOfType(Fault.class, connector::open);
    assertThat(fault).isNotNull();
    assertThat(fault.problems().toString()).doesNotContain(db.password());
    return fault.problems().getFirst().what() + " / " + fault.problems().getFirst().remedy();
  }

  @Test
  void connectsEncryptedToAServerThatIsTheOneItIsTakenFor() {
    assertThat(encrypted(connector("localhost", "verify-full", root))).isTrue();
    assertThat(encrypted(connector("127.0.0.1", "verify-ca", root))).isTrue();
    assertThat(encrypted(connector("127.0.0.1", "require", root))).isTrue();
    assertThat(encrypted(connector("127.0.0.1", "disable", root))).isFalse();
  }

  @Test
  void refusesAServerThatSomebodyElseVouchesForAndSaysWhichFileDecides() {
    assertThat(refusal(connector("localhost", "verify-full", stranger)))
        .containsIgnoringCase("certificate")
        .contains("PGSSLROOTCERT");
  }

  @Test
  void refusesAServerOfAnotherName() {
    assertThat(refusal(connector("127.0.0.1", "verify-full", root)))
        .containsIgnoringCase("certificate")
        .contains("127.0.0.1");
  }
}
