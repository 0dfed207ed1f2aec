package dev.ebb.db;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes addresses of a list of hosts and a list of ports. */
final class AddressList {
  private static final Setting LOOPBACK = new Setting("127.0.0.1", "host");
  private static final int PORT = 5432;

  private AddressList() {}

  /** At least one; a port that is given by itself replaces one in the host. */
  static List<Address> of(@Nullable Setting hosts, @Nullable Setting ports) {
    Setting from = hosts == null ? LOOPBACK : hosts;
    String[] names = from.value().split(",", -1);
    String[] numbers = ports == null ? new String[0] : ports.value().split(",", -1);
    if (ports != null && numbers.length != 1 && numbers.length != names.length) {
      throw ports.refuse(
          "there are " + numbers.length + " ports for " + names.length + " hosts",
          "give one port for all hosts, or one for each");
    }
    List<Address> addresses = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      String number = numbers.length == 0 ? "" : numbers[numbers.length == 1 ? 0 : i];
      addresses.add(address(from, names[i].strip(), ports, unquoted(number)));
    }
    return List.copyOf(addresses);
  }

  private static Address address(
      Setting hosts, String name, @Nullable Setting ports, String number) {
    int colon = portColon(name);
    String host = bare(colon < 0 ? name : name.substring(0, colon));
    if (host.startsWith("@")) {
      throw hosts.refuse(
          "names a socket in the abstract namespace, which Java cannot open",
          "name the folder of a socket in the file system, or a TCP address");
    }
    if (!number.isEmpty() && ports != null) {
      return new Address(host.isEmpty() ? "127.0.0.1" : host, port(ports, number));
    }
    int port = colon < 0 ? PORT : port(hosts, name.substring(colon + 1));
    return new Address(host.isEmpty() ? "127.0.0.1" : host, port);
  }

  // host:port, [::1]:port, but ::1 is a host alone, and so is a folder.
  private static int portColon(String name) {
    if (name.startsWith("[")) {
      return name.indexOf(':', Math.max(0, name.indexOf(']')));
    }
    int colon = name.indexOf(':');
    boolean only = colon >= 0 && colon == name.lastIndexOf(':') && !name.startsWith("/");
    return only ? colon : -1;
  }

  private static String bare(String host) {
    boolean brackets = host.startsWith("[") && host.endsWith("]");
    return brackets ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(Setting from, String number) {
    try {
      int port = Integer.parseInt(number.strip());
      if (port > 0 && port < 65_536) {
        return port;
      }
    } catch (NumberFormatException e) {
      // falls through to the refusal: not a number is as wrong as too large a one
    }
    throw from.refuse("the port is not a number from 1 to 65535", "correct the port");
  }

  // Some environments are written by tools that quote every value.
  private static String unquoted(String number) {
    String text = number.strip();
    boolean quoted =
        text.length() > 1
            && (text.startsWith("\"") || text.startsWith("'"))
            && text.charAt(text.length() - 1) == text.charAt(0);
    return quoted ? text.substring(1, text.length() - 1).strip() : text;
  }
}
