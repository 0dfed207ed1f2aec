package dev.ebb.version;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The versions that are known, in order: which comes before which is looked up here, not in a
 * table. Immutable and thread-safe.
 */
public final class Versions {
  private static final int FEW = 8;

  private final NavigableSet<Version> known;

  private Versions(NavigableSet<Version> known) {
    this.known = known;
  }

  /** These, in any order. */
  public static Versions of(Collection<Version> versions) {
    return new Versions(Collections.unmodifiableNavigableSet(new TreeSet<>(versions)));
  }

  /** All of them, the oldest first. */
  public List<Version> all() {
    return List.copyOf(known);
  }

  /** Whether there is that one. */
  public boolean contains(Version version) {
    return known.contains(version);
  }

  /** The one before, whether that one itself is known or not. */
  public Optional<Version> previous(Version version) {
    return Optional.ofNullable(known.lower(version));
  }

  /** The one after, whether that one itself is known or not. */
  public Optional<Version> next(Version version) {
    return Optional.ofNullable(known.higher(version));
  }

  /** The newest of a line that is not newer than a version; it need not be known itself. */
  public Optional<Version> sameLineUpTo(Version version) {
    return Optional.ofNullable(known.floor(version)).filter(version::sameLine);
  }

  /**
   * The one of a version's line that is nearest to it: itself, else the newest that is older, else
   * the oldest that is newer.
   */
  public Optional<Version> nearestOfLine(Version version) {
    return sameLineUpTo(version).or(() -> next(version).filter(version::sameLine));
  }

  /** The known ones from one to another, both included, the oldest first. */
  public List<Version> between(Version from, Version to) {
    return from.compareTo(to) > 0 ? List.of() : List.copyOf(known.subSet(from, true, to, true));
  }

  /**
   * That one.
   *
   * @throws Fault UNKNOWN_NAME if it is not known, naming the nearest that are
   */
  public Version require(Version version) {
    if (!known.contains(version)) {
      throw Fault.of(FaultCode.UNKNOWN_NAME, "unknown release " + version, remedy(version));
    }
    return version;
  }

  private String remedy(Version version) {
    if (known.isEmpty()) {
      return "no release is known here at all";
    }
    List<Version> near =
        Stream.of(previous(version), next(version)).flatMap(Optional::stream).toList();
    List<Version> alike = near.stream().filter(version::sameLine).toList();
    List<Version> named = alike.isEmpty() ? near : alike;
    return "the nearest that "
        + (named.size() == 1 ? "is" : "are")
        + " known: "
        + list(named)
        + (known.size() > named.size() ? "; there are " + summary() : "");
  }

  /** All of them for a message, the middle left out where there are many. */
  public String summary() {
    List<Version> all = new ArrayList<>(known);
    return all.size() <= FEW ? list(all) : all.getFirst() + " … " + all.getLast();
  }

  private static String list(List<Version> versions) {
    return versions.stream().map(Version::toString).collect(Collectors.joining(", "));
  }
}
