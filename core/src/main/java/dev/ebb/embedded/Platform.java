package dev.ebb.embedded;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The kind of machine we are on, as the makers of the binaries name it.
 *
 * @param resource the archive in their jar
 * @param artifact the end of the jar's artifact id
 */
record Platform(String resource, String artifact) {

  static Platform current() {
    String os = property("os.name");
    if (os.startsWith("linux")) {
      return linux(property("os.arch"), Files.exists(Path.of("/etc/alpine-release")));
    }
    if (os.startsWith("mac")) {
      boolean arm = property("os.arch").equals("aarch64");
      return new Platform(
          "postgres-darwin-" + (arm ? "arm_64" : "x86_64") + ".txz",
          "darwin-" + (arm ? "arm64v8" : "amd64"));
    }
    throw unsupported(os);
  }

  private static Platform linux(String arch, boolean alpine) {
    String[] names =
        switch (arch) {
          case "amd64", "x86_64" -> new String[] {"x86_64", "amd64"};
          case "aarch64" -> new String[] {"arm_64", "arm64v8"};
          default -> throw unsupported("linux on " + arch);
        };
    return new Platform(
        "postgres-linux-" + names[0] + (alpine ? "-alpine_linux" : "") + ".txz",
        "linux-" + names[1] + (alpine ? "-alpine" : ""));
  }

  private static Fault unsupported(String machine) {
    return Fault.of(
        FaultCode.MACHINE,
        "there is no embedded PostgreSQL for " + machine,
        "use a PostgreSQL server of your own: set PGHOST, PGUSER, PGDATABASE and PGPASSWORD");
  }

  private static String property(String name) {
    return System.getProperty(name, "").toLowerCase(Locale.ROOT);
  }
}
