package dev.ebb.db;

import java.util.Set;

/**
 * Where a server may listen.
 *
 * @param host a name, an IP address without brackets, or the folder of a Unix socket
 * @param port the TCP port, or the number in the socket's name
 */
record Address(String host, int port) {

  /** Whether it is a Unix socket. */
  boolean isSocket() {
    return host.startsWith("/");
  }

  /** The socket's file, by PostgreSQL's convention. */
  String socketFile() {
    return host + (host.endsWith("/") ? "" : "/") + ".s.PGSQL." + port;
  }

  /** Whether nothing that is said leaves this machine. */
  boolean isLocal() {
    return isSocket()
        || Set.of("localhost", "::1").contains(host)
        || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
  }

  /** As it stands in a URL that people can read. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 || isSocket() ? "[" + host + "]" : host) + ":" + port;
  }
}
