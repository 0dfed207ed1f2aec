package dev.ebb.db;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Takes apart what libpq calls a connection string: a {@code postgres://} URL, or {@code key=value}
 * pairs. Its complaints quote nothing of the string, which may hold a password.
 */
final class ConnectionString {
  private final String text;
  private final Map<String, String> settings = new LinkedHashMap<>();

  private ConnectionString(String text) {
    this.text = text;
  }

  /** What is wrong with a connection string. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
      super(what);
    }
  }

  /** Keyword to value, in the order of the text; nothing is checked but the form. */
  static Map<String, String> parse(String text) throws Malformed {
    ConnectionString parser = new ConnectionString(text.strip());
    int scheme = parser.text.indexOf("://");
    if (parser.text.startsWith("postgres://") || parser.text.startsWith("postgresql://")) {
      parser.url(parser.text.substring(scheme + 3));
    } else if (parser.text.startsWith("jdbc:")) {
      throw new Malformed(
          "is a JDBC URL; leave out \"jdbc:\" and write user and password before @");
    } else {
      parser.pairs();
    }
    return parser.settings;
  }

  private void url(String rest) throws Malformed {
    int query = rest.indexOf('?');
    String path = query < 0 ? rest : rest.substring(0, query);
    int slash = path.indexOf('/');
    String authority = slash < 0 ? path : path.substring(0, slash);
    int at = authority.lastIndexOf('@');
    if (at >= 0) {
      userInfo(authority.substring(0, at));
    }
    hosts(authority.substring(at + 1));
    if (slash >= 0) {
      put("dbname", decode(path.substring(slash + 1)));
    }
    if (query >= 0) {
      parameters(rest.substring(query + 1));
    }
  }

  private void userInfo(String text) throws Malformed {
    int colon = text.indexOf(':');
    put("user", decode(colon < 0 ? text : text.substring(0, colon)));
    if (colon >= 0) {
      put("password", decode(text.substring(colon + 1)));
    }
  }

  private void hosts(String list) throws Malformed {
    StringBuilder hosts = new StringBuilder();
    StringBuilder ports = new StringBuilder();
    boolean anyPort = false;
    String separator = "";
    for (String host : list.split(",", -1)) {
      int port = portColon(host);
      hosts.append(separator).append(decode(port < 0 ? host : host.substring(0, port)));
      ports.append(separator).append(port < 0 ? "" : host.substring(port + 1));
      anyPort |= port >= 0 && port + 1 < host.length();
      separator = ",";
    }
    put("host", hosts.toString());
    put("port", anyPort ? ports.toString() : "");
  }

  private static int portColon(String host) throws Malformed {
    if (!host.startsWith("[")) {
      return host.indexOf(':');
    }
    int end = host.indexOf(']');
    if (end < 0 || (end + 1 < host.length() && host.charAt(end + 1) != ':')) {
      throw new Malformed("has a bracketed IPv6 address that does not end well");
    }
    return host.indexOf(':', end);
  }

  private void parameters(String query) throws Malformed {
    for (String pair : query.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw new Malformed("has a parameter without \"=\" after the \"?\"");
      }
      String key = decode(pair.substring(0, equals));
      String value = decode(pair.substring(equals + 1));
      if (key.equals("ssl") && value.equals("true")) {
        put("sslmode", "require");
      } else {
        put(key.equals("TimeZone") ? "timezone" : key, value);
      }
    }
  }

  private static String decode(String text) throws Malformed {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] from = text.getBytes(StandardCharsets.UTF_8);
    byte[] to = new byte[from.length];
    int length = 0;
    for (int i = 0; i < from.length; i++) {
      if (from[i] == '%') {
        int high = i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
        int low = i + 2 < from.length ? Character.digit(from[i + 2], 16) : -1;
        if (high < 0 || low < 0 || high + low == 0) {
          throw new Malformed("has a \"%\" without two hex digits after it; write %25 for a %");
        }
        to[length++] = (byte) (high * 16 + low);
        i += 2;
      } else {
        to[length++] = from[i];
      }
    }
    return new String(to, 0, length, StandardCharsets.UTF_8);
  }

  private void pairs() throws Malformed {
    int at = skipSpace(0);
    while (at < text.length()) {
      int equals = text.indexOf('=', at);
      String key = equals < 0 ? "" : text.substring(at, equals).strip();
      if (key.isEmpty() || key.chars().anyMatch(Character::isWhitespace)) {
        throw new Malformed(
            "is neither a postgres:// URL nor key=value pairs (host=… port=… user=… dbname=…)");
      }
      at = skipSpace(value(key, skipSpace(equals + 1)));
    }
  }

  private int value(String key, int from) throws Malformed {
    boolean quoted = from < text.length() && text.charAt(from) == '\'';
    StringBuilder value = new StringBuilder();
    int at = quoted ? from + 1 : from;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quoted ? c == '\'' : Character.isWhitespace(c)) {
        break;
      }
      if (c == '\\' && at + 1 < text.length()) {
        at++;
      }
      value.append(text.charAt(at));
    }
    if (quoted && at >= text.length()) {
      throw new Malformed("has a quoted value that does not end");
    }
    put(key, value.toString());
    return quoted ? at + 1 : at;
  }

  private int skipSpace(int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private void put(String key, String value) {
    if (!value.isEmpty()) {
      settings.put(key, value);
    }
  }
}
