package dev.ebb.db;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/** Translates settings into what the driver calls them. */
final class DriverProperties {
  private static final Map<String, PGProperty> SAME =
      Map.of(
          "sslcert", PGProperty.SSL_CERT,
          "sslkey", PGProperty.SSL_KEY,
          "sslpassword", PGProperty.SSL_PASSWORD,
          "sslnegotiation", PGProperty.SSL_NEGOTIATION,
          "krbsrvname", PGProperty.KERBEROS_SERVER_NAME,
          "channel_binding", PGProperty.CHANNEL_BINDING,
          "require_auth", PGProperty.REQUIRE_AUTH);

  private DriverProperties() {}

  static Properties of(
      ConnectionSettings settings, Address address, String application, Duration timeout) {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, settings.user());
    PGProperty.PG_DBNAME.set(properties, settings.database());
    String password = settings.password(address);
    if (password != null) {
      PGProperty.PASSWORD.set(properties, password);
    }
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    // What Ebb asks of a server anyway; the driver then tells it more in its first message.
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "12");
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    String own = settings.value("application_name");
    PGProperty.APPLICATION_NAME.set(properties, own == null ? application : own);
    // The driver would ask for encryption by Kerberos first: a round trip that hardly anyone needs.
    String gss = settings.value("gssencmode");
    PGProperty.GSS_ENC_MODE.set(properties, gss == null ? "disable" : gss);
    int seconds = (int) timeout.plusMillis(999).toSeconds();
    PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
    // Until we are let in; Connector lifts it then, because statements may take hours.
    PGProperty.SOCKET_TIMEOUT.set(properties, seconds);
    SAME.forEach((keyword, property) -> put(properties, property, settings.value(keyword)));
    put(properties, PGProperty.OPTIONS, options(settings));
    transport(settings, address, properties);
    return properties;
  }

  private static void transport(
      ConnectionSettings settings, Address address, Properties properties) {
    if (address.isSocket()) {
      PGProperty.SSL_MODE.set(properties, "disable");
      PGProperty.SOCKET_FACTORY.set(properties, UnixSocketFactory.class.getName());
      PGProperty.SOCKET_FACTORY_ARG.set(properties, address.socketFile());
      return;
    }
    String mode = settings.value("sslmode");
    String root = settings.value("sslrootcert");
    if ("system".equals(root)) {
      PGProperty.SSL_FACTORY.set(properties, "org.postgresql.ssl.DefaultJavaSSLFactory");
      PGProperty.SSL_MODE.set(properties, "verify-full");
      return;
    }
    put(properties, PGProperty.SSL_ROOT_CERT, root);
    // Neither mode protects against anyone on the way; on this machine there is no way, and a TLS
    // handshake would double the time of a run that has nothing to do.
    String unset = address.isLocal() ? "allow" : "prefer";
    PGProperty.SSL_MODE.set(properties, mode == null ? unset : mode);
  }

  private static @Nullable String options(ConnectionSettings settings) {
    String options = settings.value("options");
    String path = settings.value("search_path");
    if (path == null) {
      return options;
    }
    String escaped = path.replace("\\", "\\\\").replace(" ", "\\ ");
    return (options == null ? "" : options + " ") + "-csearch_path=" + escaped;
  }

  private static void put(Properties properties, PGProperty property, @Nullable String value) {
    if (value != null) {
      property.set(properties, value);
    }
  }
}
