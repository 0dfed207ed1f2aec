package dev.ebb.version;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a release of an application, as semantic versioning orders them: {@code v4.5.1},
 * {@code 4.5} (which is 4.5.0), {@code v5.0.0-rc.1} (which comes before 5.0.0). What follows a plus
 * sign is read and forgotten. Immutable and thread-safe.
 *
 * @param major the first number
 * @param minor the second number
 * @param patch the third number; 0 if none was written
 * @param preRelease what follows the hyphen; empty for a release proper
 */
public record Version(int major, int minor, int patch, String preRelease)
    implements Comparable<Version> {
  private static final Pattern FORM =
      Pattern.compile(
          "[vV]?(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})(?:\\.(0|[1-9]\\d{0,8}))?"
              + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z.-]+)?");

  /** A release proper of a line, without patches: {@code of(4, 3)} is v4.3.0. */
  public static Version of(int major, int minor) {
    return new Version(major, minor, 0, "");
  }

  /** The version that a text is, if it is one; white space around it does not matter. */
  public static Optional<Version> find(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Version(
            Integer.parseInt(form.group(1)),
            Integer.parseInt(form.group(2)),
            form.group(3) == null ? 0 : Integer.parseInt(form.group(3)),
            form.group(4) == null ? "" : form.group(4)));
  }

  /**
   * The version that a text is.
   *
   * @throws Fault USAGE if it is none
   */
  public static Version parse(String text) {
    return find(text)
        .orElseThrow(() ->
            Fault.of(
                FaultCode.USAGE,
                "\"" + text + "\" is not a version",
                "write it like v4.5.1, 4.5 or v5.0.0-rc.1"));
  }

  /** The first release proper of its line: v4.5.0 for v4.5.1 and for v4.5.0-rc.1. */
  public Version line() {
    return new Version(major, minor, 0, "");
  }

  /** Whether both have the same major and minor number. */
  public boolean sameLine(Version other) {
    return major == other.major && minor == other.minor;
  }

  /** Whether it came out before the release proper. */
  public boolean isPreRelease() {
    return !preRelease.isEmpty();
  }

  /** As people say it in passing: {@code v4.3} for v4.3.0, else all of it. */
  public String brief() {
    return patch == 0 && preRelease.isEmpty() ? "v" + major + "." + minor : toString();
  }

  /** Orders by precedence: the numbers, then pre-releases before the release proper. */
  @Override
  public int compareTo(Version other) {
    int order = Integer.compare(major, other.major);
    order = order == 0 ? Integer.compare(minor, other.minor) : order;
    order = order == 0 ? Integer.compare(patch, other.patch) : order;
    return order == 0 ? preReleases(preRelease, other.preRelease) : order;
  }

  private static int preReleases(String left, String right) {
    if (left.isEmpty() || right.isEmpty()) {
      return Boolean.compare(left.isEmpty(), right.isEmpty());
    }
    List<String> mine = List.of(left.split("\\."));
    List<String> others = List.of(right.split("\\."));
    for (int i = 0; i < Math.min(mine.size(), others.size()); i++) {
      int order = identifiers(mine.get(i), others.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(mine.size(), others.size());
  }

  private static int identifiers(String left, String right) {
    boolean number = isNumber(left);
    if (number != isNumber(right)) {
      return number ? -1 : 1;
    }
    if (!number) {
      return left.compareTo(right);
    }
    String a = left.replaceFirst("^0+(?=.)", "");
    String b = right.replaceFirst("^0+(?=.)", "");
    int order = Integer.compare(a.length(), b.length());
    order = order == 0 ? a.compareTo(b) : order;
    // 01 and 1 are no two identifiers of the standard, but must not be one version here
    return order == 0 ? Integer.compare(left.length(), right.length()) : order;
  }

  private static boolean isNumber(String identifier) {
    return identifier.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** In full, as tags are named: {@code v4.3.0}. */
  @Override
  public String toString() {
    return "v" + major + "." + minor + "." + patch + (isPreRelease() ? "-" + preRelease : "");
  }
}
