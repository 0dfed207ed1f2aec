package dev.ebb.cli.command;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.keep.Kept;
import dev.ebb.source.Project;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When something that is kept may go: what is old enough and large enough, and the oldest of what
 * is too much in all. Only names what is due; nothing goes by itself.
 *
 * @param age how long ago it was kept, at least
 * @param larger what it takes, in bytes, more than
 * @param within what all may take together, in bytes
 */
record Expiry(Optional<Duration> age, OptionalLong larger, OptionalLong within) {
  static final String OLDER_THAN = "older-than";
  static final String LARGER_THAN = "larger-than";
  static final String KEEP_WITHIN = "keep-within";

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(kB|MB|GB|TB)");
  private static final Pattern DAYS = Pattern.compile("(\\d{1,6})\\s*d?");

  /** As these options say; empty if none of them is given. */
  static Optional<Expiry> of(Invocation call, Option older, Option larger, Option within) {
    Optional<Expiry> none = Optional.empty();
    Optional<Duration> age = call.arguments().value(older).map(Expiry::days);
    OptionalLong least = bytes(call.arguments().value(larger));
    OptionalLong room = bytes(call.arguments().value(within));
    return age.isEmpty() && least.isEmpty() && room.isEmpty()
        ? none
        : Optional.of(new Expiry(age, least, room));
  }

  /**
   * As {@code ebb.yaml} says below {@code keep}; empty if it says nothing.
   *
   * @throws Fault DEFINITION with the line, if it makes no sense
   */
  static Optional<Expiry> policy(Project project) {
    Optional<Duration> age = Optional.empty();
    OptionalLong larger = OptionalLong.empty();
    OptionalLong within = OptionalLong.empty();
    for (Project.Choice choice : project.keep()) {
      try {
        switch (choice.key()) {
          case OLDER_THAN -> age = Optional.of(days(choice.value()));
          case LARGER_THAN -> larger = bytes(Optional.of(choice.value()));
          default -> within = bytes(Optional.of(choice.value()));
        }
      } catch (Fault fault) {
        Problem problem = fault.problems().getFirst();
        throw new Fault(
            List.of(
                new Problem(
                    FaultCode.DEFINITION,
                    choice.place(),
                    "keep." + choice.key() + ": " + problem.what(),
                    problem.remedy())));
      }
    }
    return project.keep().isEmpty()
        ? Optional.empty()
        : Optional.of(new Expiry(age, larger, within));
  }

  /** What of that is due. */
  List<Kept> due(List<Kept> newestFirst, Instant now) {
    boolean each = age.isPresent() || larger.isPresent();
    List<Kept> due = new ArrayList<>();
    long taken = 0;
    for (Kept kept : newestFirst) {
      taken += kept.bytes();
      boolean old = age.isEmpty() || !kept.keptAt().isAfter(now.minus(age.get()));
      boolean large = larger.isEmpty() || kept.bytes() > larger.getAsLong();
      if ((each && old && large) || (within.isPresent() && taken > within.getAsLong())) {
        due.add(kept);
      }
    }
    return due;
  }

  private static Duration days(String text) {
    Matcher matcher = DAYS.matcher(text);
    if (!matcher.matches()) {
      throw Fault.of(
          FaultCode.USAGE,
          "an age of " + text + " is none that Ebb knows",
          "write days, as in 90d");
    }
    return Duration.ofDays(Long.parseLong(matcher.group(1)));
  }

  private static OptionalLong bytes(Optional<String> text) {
    return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(bytes(text.get()));
  }

  private static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw Fault.of(
          FaultCode.USAGE,
          "a size of " + text + " is none that Ebb knows",
          "write it as 500MB or 10GB");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "kB" -> number << 10;
      case "MB" -> number << 20;
      case "GB" -> number << 30;
      default -> number << 40;
    };
  }
}
