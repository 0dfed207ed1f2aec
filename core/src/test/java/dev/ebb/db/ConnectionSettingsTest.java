package dev.ebb.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGProperty;

class ConnectionSettingsTest {
  @TempDir private Path home;

  private ConnectionSettings from(String... pairs) {
    return prefixed("", pairs);
  }

  private ConnectionSettings prefixed(String prefix, String... pairs) {
    return ConnectionSettings.fromEnvironment(env(pairs), prefix).orElseThrow();
  }

  private Map<String, String> env(String... pairs) {
    Map<String, String> env = new HashMap<>();
    env.put("HOME", home.toString());
    for (int i = 0; i < pairs.length; i += 2) {
      env.put(pairs[i], pairs[i + 1]);
    }
    return env;
  }

  private Fault refusal(String... pairs) {
    Fault fault = catchThrowableOfType(Fault.class, () -> from(pairs));
    assertThat(fault.code()).isEqualTo(FaultCode.USAGE);
    return fault;
  }

  private static String property(ConnectionSettings settings, PGProperty property) {
    Address address = settings.addresses().getFirst();
    return String.valueOf(
        property.getOrDefault(
            DriverProperties.of(settings, address, "ebb", settings.connectTimeout())));
  }

  @Test
  void nothingSetMeansNothingIsMeant() {
    assertThat(ConnectionSettings.fromEnvironment(env(), "")).isEmpty();
    assertThat(ConnectionSettings.fromEnvironment(env("PGHOST", "", "PGTZ", "UTC"), "")).isEmpty();
  }

  @Test
  void aPrefixNeverFallsBackToNone() {
    Map<String, String> env =
        env("PGHOST", "a", "PGUSER", "u", "PGPASSWORD", "x1y2", "CI_PGHOST", "b");
    ConnectionSettings settings = ConnectionSettings.fromEnvironment(env, "CI_").orElseThrow();
    assertThat(settings.addresses()).containsExactly(new Address("b", 5432));
    assertThat(settings.user()).isEqualTo(System.getProperty("user.name"));
    assertThat(settings.value("password")).isNull();
    assertThat(ConnectionSettings.fromEnvironment(env, "OTHER_")).isEmpty();
  }

  @Test
  void fillsInDefaults() {
    ConnectionSettings settings = from("PGUSER", "sg");
    assertThat(settings.describe()).isEqualTo("postgres://sg@127.0.0.1:5432/sg");
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(property(settings, PGProperty.PREFER_QUERY_MODE)).isEqualTo("simple");
    assertThat(property(settings, PGProperty.TCP_KEEP_ALIVE)).isEqualTo("true");
    assertThat(property(settings, PGProperty.GSS_ENC_MODE)).isEqualTo("disable");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "db.example             |             | db.example:5432",
        "db.example:7000        |             | db.example:7000",
        "db.example:7000        | 6000        | db.example:6000",
        "db.example             | \"6000\"    | db.example:6000",
        "db.example             | '6000'      | db.example:6000",
        "::1                    | 6000        | [::1]:6000",
        "[::1]:7000             |             | [::1]:7000",
        "fe80::1%eth0           |             | [fe80::1%eth0]:5432",
        "/var/run/postgresql    | 5433        | [/var/run/postgresql]:5433",
        "a,b:2,[::1]:3          |             | a:5432,b:2,[::1]:3",
        "a,b,c                  | 1,2,3       | a:1,b:2,c:3",
        "a,b                    | 9           | a:9,b:9",
      },
      quoteCharacter = '`')
  void understandsHostsAndPorts(String host, String port, String described) {
    ConnectionSettings settings =
        from("PGUSER", "u", "PGDATABASE", "d", "PGHOST", host, "PGPORT", port == null ? "" : port);
    assertThat(settings.describe()).isEqualTo("postgres://u@" + described + "/d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "x", "-1", "5432x"})
  void aWrongPortIsRefusedByTheNameOfItsVariable(String port) {
    assertThat(refusal("PGHOST", "h", "PGPORT", port)).hasMessageContaining("PGPORT");
    assertThat(
            catchThrowableOfType(
                Fault.class, () -> prefixed("CI_", "CI_PGHOST", "h", "CI_PGPORT", port)))
        .hasMessageContaining("CI_PGPORT");
  }

  @Test
  void otherNonsenseIsRefusedByTheNameOfItsVariable() {
    assertThat(refusal("PGHOST", "a,b", "PGPORT", "1,2,3")).hasMessageContaining("PGPORT");
    assertThat(refusal("PGHOST", "a:x")).hasMessageContaining("PGHOST");
    assertThat(refusal("PGHOST", "@abstract")).hasMessageContaining("PGHOST");
    assertThat(refusal("PGHOST", "h", "PGSSLMODE", "sure")).hasMessageContaining("PGSSLMODE");
    assertThat(refusal("PGHOST", "h", "PGCONNECT_TIMEOUT", "soon"))
        .hasMessageContaining("PGCONNECT_TIMEOUT");
    assertThat(refusal("PGDATASOURCE", "host=h sslcrl=/x")).hasMessageContaining("sslcrl");
    assertThat(refusal("PGDATASOURCE", "postgres://h/d?sslmod=disable"))
        .hasMessageContaining("PGDATASOURCE")
        .hasMessageContaining("sslmod");
    assertThat(refusal("PGSERVICE", "none")).hasMessageContaining("PGSERVICE");
  }

  @Test
  void anotherProgramIsToldTheVeryServerThatIsMeantAlsoWhereNothingWasSaid() {
    assertThat(environment(Map.of("PGUSER", "u")))
        .containsEntry("PGHOST", "127.0.0.1")
        .containsEntry("PGPORT", "5432");
    assertThat(environment(Map.of("PGHOST", "db.example:6432,[::1]:7000,/run/pg")))
        .containsEntry("PGHOST", "db.example,::1,/run/pg")
        .containsEntry("PGPORT", "6432,7000,5432");
  }

  @Test
  void aPasswordThatIsFiledForOneDatabaseOpensTheOthersOfItsServer(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("passwords");
    Files.writeString(file, "127.0.0.1:5432:app:u:first\n127.0.0.1:5432:own:u:second\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    ConnectionSettings app =
        ConnectionSettings.fromEnvironment(
                Map.of("PGUSER", "u", "PGDATABASE", "app", "PGPASSFILE", file.toString()), "")
            .orElseThrow();
    assertThat(app.withDatabase("postgres").environment("")).containsEntry("PGPASSWORD", "first");
    assertThat(app.withDatabase("own").environment("")).doesNotContainKey("PGPASSWORD");
  }

  private static Map<String, String> environment(Map<String, String> given) {
    return ConnectionSettings.fromEnvironment(given, "").orElseThrow().environment("");
  }

  @Test
  void aUrlWinsOverVariablesAndKeepsItsOddCharacters() {
    ConnectionSettings settings =
        from(
            "PGDATASOURCE",
            "postgresql://us%40er:p%3A%2F%25w@[::1]:7000,db2/my%20db?sslmode=require&timezone=Asia/Tokyo",
            "PGHOST",
            "elsewhere",
            "PGPORT",
            "1",
            "PGUSER",
            "nobody",
            "PGAPPNAME",
            "mine");
    assertThat(settings.describe()).isEqualTo("postgres://us@er@[::1]:7000,db2:5432/my db");
    assertThat(settings.value("password")).isEqualTo("p:/%w");
    assertThat(settings.value("timezone")).isEqualTo("Asia/Tokyo");
    assertThat(property(settings, PGProperty.SSL_MODE)).isEqualTo("require");
    assertThat(property(settings, PGProperty.APPLICATION_NAME)).isEqualTo("mine");
  }

  @Test
  void aConnectionStringOfPairsIsUnderstood() {
    ConnectionSettings settings =
        from(
            "PGDATASOURCE",
            " host=/tmp  port = 6000 user='o\\'neil x' password=a\\ b\\\\c dbname=''",
            "PGDATABASE",
            "d");
    assertThat(settings.describe()).isEqualTo("postgres://o'neil x@[/tmp]:6000/d");
    assertThat(settings.value("password")).isEqualTo("a b\\c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://u:s3cr3t%zz@h/d",
        "postgres://u:s3cr3t@[::1/d",
        "host=h password='s3cr3t",
        "s3cr3t",
        "jdbc:postgresql://h/d?password=s3cr3t",
        "postgres://u:s3cr3t@h:port/d",
        "postgres://u:s3cr3t@h/d?x",
        "postgres://u:s3cr3t@h/d?bad=s3cr3t",
        "host=h password=s3cr3t sslmode=no"
      })
  void aBrokenConnectionStringIsRefusedWithoutQuotingIt(String broken) {
    Fault fault = refusal("PGDATASOURCE", broken);
    assertThat(fault).hasMessageContaining("PGDATASOURCE");
    assertThat(fault.getMessage() + fault.problems()).doesNotContain("s3cr3t");
  }

  @Test
  void noTextShowsThePassword() {
    ConnectionSettings settings = from("PGDATASOURCE", "postgres://u:s3cr3t@h/d");
    assertThat(settings + settings.describe() + settings.withDatabase("x"))
        .doesNotContain("s3cr3t");
    assertThat(settings.scrub("it was s3cr3t, yes")).isEqualTo("it was ***, yes");
  }

  @Test
  void anotherDatabaseOnTheSameServer() {
    ConnectionSettings settings = from("PGDATASOURCE", "postgres://u:s3cr3t@h:1/d");
    assertThat(settings.withDatabase("e").describe()).isEqualTo("postgres://u@h:1/e");
    assertThat(settings.withDatabase("e").value("password")).isEqualTo("s3cr3t");
  }

  @Test
  void readsTheServiceFile() throws IOException {
    Path file = home.resolve("services.conf");
    Files.writeString(
        file,
        "# comment\n[other]\nhost=wrong\n\n[my svc]\nhost=right\nport=7000\n user = u \n[last]\n");
    ConnectionSettings settings =
        from(
            "PGSERVICE",
            "my svc",
            "PGSERVICEFILE",
            file.toString(),
            "PGPORT",
            "1",
            "PGDATABASE",
            "d");
    assertThat(settings.describe()).isEqualTo("postgres://u@right:7000/d");
    Files.copy(file, home.resolve(".pg_service.conf"));
    assertThat(from("PGDATASOURCE", "service='my svc' dbname=e").describe())
        .isEqualTo("postgres://u@right:7000/e");
    Files.writeString(file, "[my svc]\nnonsense\n");
    assertThat(refusal("PGSERVICE", "my svc", "PGSERVICEFILE", file.toString()))
        .hasMessageContaining("services.conf:2");
  }

  @Test
  void findsPasswordsAsLibpqDoes() throws IOException {
    Path file = home.resolve(".pgpass");
    Files.writeString(
        file,
        """
        # h:1:d:u:no
        h:1:d:other:no
        h\\:x:*:d:u:colon
        *:1:d:u:pass\\:word\\\\:x
        localhost:*:*:*:socket
        *:*:*:*:rest
        """);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    ConnectionSettings settings =
        from("PGHOST", "h,[h:x],/tmp,z", "PGPORT", "1", "PGUSER", "u", "PGDATABASE", "d");
    List<Address> addresses = settings.addresses();
    assertThat(settings.password(addresses.get(0))).isEqualTo("pass:word\\:x");
    assertThat(settings.password(addresses.get(1))).isEqualTo("colon");
    assertThat(settings.withDatabase("e").password(addresses.get(2))).isEqualTo("socket");
    assertThat(settings.withDatabase("e").password(addresses.get(3))).isEqualTo("rest");
    assertThat(settings.passwordFile().distrust()).isNull();
  }

  @Test
  void aPasswordFileThatOthersMayReadIsNotTrusted() throws IOException {
    Path file = home.resolve("pw");
    Files.writeString(file, "*:*:*:*:x\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    ConnectionSettings settings = from("PGHOST", "h", "PGPASSFILE", file.toString());
    assertThat(settings.password(settings.addresses().getFirst())).isNull();
    assertThat(settings.passwordFile().distrust()).contains("chmod 600");
  }

  @Test
  void encryptionIsPreferredUnlessNothingLeavesTheMachine() {
    assertThat(property(from("PGHOST", "db.example"), PGProperty.SSL_MODE)).isEqualTo("prefer");
    assertThat(property(from("PGHOST", "127.0.0.1"), PGProperty.SSL_MODE)).isEqualTo("allow");
    assertThat(property(from("PGHOST", "localhost", "PGSSLMODE", "require"), PGProperty.SSL_MODE))
        .isEqualTo("require");
    assertThat(property(from("PGHOST", "/tmp", "PGSSLMODE", "require"), PGProperty.SSL_MODE))
        .isEqualTo("disable");
    assertThat(
            property(
                from("PGHOST", "h", "PGSSLMODE", "verify-ca", "PGSSLROOTCERT", "/ca.pem"),
                PGProperty.SSL_ROOT_CERT))
        .isEqualTo("/ca.pem");
  }

  @Test
  void aSearchPathInAUrlBecomesAnOption() {
    ConnectionSettings settings =
        from("PGDATASOURCE", "postgres://h/d?search_path=a, b", "PGOPTIONS", "-c jit=off");
    assertThat(property(settings, PGProperty.OPTIONS)).isEqualTo("-c jit=off -csearch_path=a,\\ b");
  }

  @Test
  void noConnectionStringMakesItCrash() {
    long seed = Long.getLong("ebb.seed", System.nanoTime());
    Random random = new Random(seed);
    String alphabet = "postgres://ab@:/?&=%[],'\\ \t1é=host";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "postgres://" : "");
      for (int n = random.nextInt(30); n >= 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        ConnectionSettings.fromEnvironment(env("PGDATASOURCE", text.toString()), "");
      } catch (Fault expected) {
        assertThat(expected.code()).as("seed %s: %s", seed, text).isEqualTo(FaultCode.USAGE);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + text, e);
      }
    }
  }
}
