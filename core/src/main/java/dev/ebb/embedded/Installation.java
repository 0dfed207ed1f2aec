package dev.ebb.embedded;

import java.nio.file.Path;

/**
 * PostgreSQL's programs, unpacked and whole.
 *
 * @param programs the folder above {@code bin}, {@code lib} and {@code share}
 * @param version as the server tells it, like {@code 15.19}
 * @param fingerprint of what they were unpacked from
 */
record Installation(Path programs, String version, String fingerprint) {

  String program(String name) {
    return programs.resolve("bin").resolve(name).toString();
  }

  int major() {
    return Integer.parseInt(version.replaceFirst("\\D.*", ""));
  }
}
