package dev.ebb.cloud.rds;

import dev.ebb.cloud.service.Standing;
import dev.ebb.cloud.service.Wanted;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Estimate;
import dev.ebb.restore.pitr.SwitchStep;
import dev.ebb.restore.pitr.Switched;
import dev.ebb.restore.pitr.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What instances and clusters have in common, and how it is said. */
final class AwsWords {
  private static final Set<String> READY = Set.of("available", "storage-optimization");
  private static final Set<String> BROKEN =
      Set.of(
          "deleted",
          "deleting",
          "failed",
          "incompatible-restore",
          "incompatible-parameters",
          "incompatible-network",
          "incompatible-option-group",
          "incompatible-credentials",
          "inaccessible-encryption-credentials",
          "restore-error",
          "storage-full",
          "stopped");

  /** What a new instance takes with little in it, and each gigabyte of it more: a guess. */
  private static final Duration FEWEST = Duration.ofMinutes(12);

  private static final Duration PER_GIGABYTE = Duration.ofSeconds(4);
  private static final Duration RENAMING = Duration.ofMinutes(5);
  private static final long GIGABYTE = 1L << 30;

  private AwsWords() {}

  static Standing standing(Seen seen, @Nullable Duration left) {
    if (READY.contains(seen.status())) {
      return new Standing.Ready();
    }
    return BROKEN.contains(seen.status())
        ? new Standing.Broken("its status is " + seen.status())
        : new Standing.Coming(seen.status() + seen.progress(), left);
  }

  /** Null once it takes longer than was guessed: then nobody knows. */
  static @Nullable Duration left(@Nullable Integer gigabytes, Instant begun, Instant now) {
    Duration left = time(gigabytes).minus(Duration.between(begun, now));
    return left.isPositive() && !begun.equals(now) ? left : null;
  }

  private static Duration time(@Nullable Integer gigabytes) {
    return FEWEST.plus(PER_GIGABYTE.multipliedBy(gigabytes == null ? 0 : gigabytes));
  }

  static Estimate estimate(@Nullable Integer gigabytes) {
    return new Estimate(
        time(gigabytes).plus(RENAMING), RENAMING, gigabytes == null ? 0 : gigabytes * GIGABYTE);
  }

  static Window window(
      @Nullable Instant earliest, @Nullable Instant latest, @Nullable Integer days, Instant now) {
    int length = days == null ? 0 : days;
    boolean kept = length > 0 && latest != null;
    Instant from = earliest != null || !kept ? earliest : now.minus(Duration.ofDays(length));
    return new Window(
        kept ? from : null,
        latest == null ? now : latest,
        kept
            ? "automated backups of " + length + (length == 1 ? " day" : " days")
            : "automated backups are off");
  }

  static Condition backups(@Nullable Integer days, String subject) {
    String what = subject + " makes automated backups";
    return days != null && days > 0
        ? new Condition.Met(what)
        : new Condition.Unmet(
            what,
            "its backup retention is 0 days",
            "set it to 7 or more; points in time begin with the first backup");
  }

  static List<Condition> needsTime(Wanted wanted) {
    return wanted.at() != null
        ? List.of()
        : List.of(
            new Condition.Unmet(
                "the moment is a time",
                "Amazon knows no places in the log, as " + wanted.words(),
                "name a time: --at=2026-01-31T03:00:00Z"));
  }

  static List<Condition> named(boolean taken, String replaced) {
    String what = "the name " + replaced + " is free for what serves now";
    return List.of(
        taken
            ? new Condition.Unmet(
                what, "there is something of that name", "delete or rename that at Amazon")
            : new Condition.Met(what),
        new Condition.Open(
            "the application connects again",
            "addresses follow the names within minutes; old sessions stay on what was renamed"));
  }

  static List<SwitchStep> steps(
      String kind, String serving, String fresh, String replaced, String address) {
    String command =
        "aws rds modify-db-%1$s --db-%1$s-identifier %%s --new-db-%1$s-identifier %%s --apply-immediately"
            .formatted(kind);
    return List.of(
        new SwitchStep(
            "give the " + kind + " that serves another name; nobody finds it from then on",
            command.formatted(serving, replaced)),
        new SwitchStep(
            "when that is through, give the new one its name, and with it its address",
            command.formatted(fresh, serving)),
        new SwitchStep("or leave the names, and have the application connect to " + address, ""));
  }

  static Switched switched(
      String kind, String serving, String replaced, Instant begun, Instant now) {
    return new Switched(
        kind + " " + serving + " has the state that was restored, under the same address",
        kind + " " + replaced,
        Duration.between(begun, now),
        "addresses follow within minutes: see that the application connects again, and that nothing"
            + " still writes to "
            + replaced);
  }

  static Fault unknown(String kind, String name, List<String> names) {
    return Fault.of(
        FaultCode.UNKNOWN_NAME,
        "Amazon has no " + kind + " \"" + name + "\" in this region and account",
        Nearest.to(name, names).map(near -> "did you mean " + near + "? ").orElse("")
            + (names.isEmpty()
                ? "there is none at all: is it the right region?"
                : "there are: " + String.join(", ", names))
            + ". Nothing was changed");
  }
}
