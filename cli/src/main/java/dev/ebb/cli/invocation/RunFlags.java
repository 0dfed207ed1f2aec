package dev.ebb.cli.invocation;

import dev.ebb.cli.args.Arguments;
import dev.ebb.cli.args.Option;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.keep.LossPolicy;
import dev.ebb.locks.OnBlock;
import dev.ebb.run.Privileges;
import dev.ebb.run.RunOptions;
import dev.ebb.source.Project.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The options of commands that run migrations: how patient to be, and on whose behalf. */
public final class RunFlags {
  /** Show the plan only. */
  public static final Option DRY_RUN = Option.flag("show the plan and change nothing", "dry-run");

  /** What becomes of data that is destroyed. */
  public static final Option LOSS =
      Option.value(
          "keep|accept|refuse",
          "what becomes of data that is destroyed: it is kept in the database and given back when the"
              + " opposite runs, it is let go, or the step is refused; default: keep",
          "loss");

  /** Where the audit is written besides the database. */
  public static final Option AUDIT_LOG =
      Option.value(
          "FILE",
          "also add what was done to this file, as lines of JSON; default: EBB_AUDIT_LOG",
          "audit-log");

  /** Where figures of the run are written. */
  public static final Option METRICS =
      Option.value(
          "FILE", "write figures of the run there, as text for Prometheus", "metrics-file");

  /** Whether there is to be a way back to the whole database as it is now. */
  public static final Option RESTORE_POINT =
      Option.value(
          "auto|branch|pitr|snapshot|none",
          "take a restore point of the whole database first, and run nothing if there can be none;"
              + " auto: a named point in time if ebb.yaml says who keeps them and the archive works, else a"
              + " branch if nobody is connected, else a snapshot; default: EBB_RESTORE_POINT,"
              + " else auto in production if that is quick and possible, and none elsewhere",
          "restore-point");

  private static final Option LOCK_WAIT =
      Option.value("TIME", "how long to wait for another Ebb; default: 10m", "lock-wait");
  private static final Option LOCK_TIMEOUT =
      Option.value(
          "TIME",
          "how long a statement may queue for a table before it lets go and is tried again;"
              + " default: 2s",
          "lock-timeout");
  private static final Option LOCK_RETRIES =
      Option.value("N", "how often it is tried again then; default: 11", "lock-retries");
  private static final Option ON_BLOCK =
      Option.value(
          "wait|retry|cancel-idle-in-transaction|cancel",
          "what becomes of sessions in the way: the statement waits in the queue, or lets go and is"
              + " tried again; or those who hold locks and do nothing are ended, or all are; default:"
              + " retry",
          "on-block");
  private static final Option MAX_QUEUE =
      Option.value(
          "N",
          "let go and try again later when more than so many sessions queue behind; default: any"
              + " number",
          "max-queue");
  private static final Option STATEMENT_TIMEOUT =
      Option.value(
          "TIME",
          "how long one statement of a migration may take; default: for ever",
          "statement-timeout");
  private static final Option RECONNECT =
      Option.value(
          "TIME", "how long to go on trying when the connection broke; default: 30s", "reconnect");
  private static final Option UNPRIVILEGED =
      Option.flag("refuse privileged migrations", "unprivileged-only");
  private static final Option NOOP =
      Option.flag("record privileged migrations as done without running them", "noop-privileged");
  private static final Option HASH =
      Option.list(
          "TOKEN",
          "proof that the SQL of --noop-privileged was seen, as it says",
          "privileged-hash");
  private static final Option DIRTY =
      Option.flag(
          "try the one migration again that another tool left failed", "ignore-single-dirty-log");
  private static final Option PENDING =
      Option.flag(
          "try the one migration again that another tool left unfinished",
          "ignore-single-pending-log");

  /** The options of a command that only takes the lock. */
  public static final List<Option> LOCK = List.of(LOCK_WAIT);

  /** The options of a command that queues for tables. */
  public static final List<Option> POLITENESS = List.of(LOCK_WAIT, LOCK_TIMEOUT, LOCK_RETRIES);

  /** The options of a command that runs migrations. */
  public static final List<Option> ALL =
      List.of(
          DRY_RUN,
          LOSS,
          Foresight.FEASIBILITY,
          RESTORE_POINT,
          LOCK_WAIT,
          LOCK_TIMEOUT,
          LOCK_RETRIES,
          ON_BLOCK,
          MAX_QUEUE,
          STATEMENT_TIMEOUT,
          RECONNECT,
          UNPRIVILEGED,
          NOOP,
          HASH,
          DIRTY,
          PENDING,
          AUDIT_LOG,
          METRICS);

  private RunFlags() {}

  /**
   * What the options say, with defaults for the others.
   *
   * @throws Fault USAGE if they contradict each other
   */
  public static RunOptions options(Invocation call) {
    Arguments given = call.arguments();
    RunOptions usual = RunOptions.defaults(call.surroundings().version(), runBy(call));
    return new RunOptions(
        given.duration(LOCK_WAIT, usual.lockWait()),
        given.duration(LOCK_TIMEOUT, usual.lockTimeout()),
        given.number(LOCK_RETRIES, usual.attempts() - 1, 0) + 1,
        given.duration(RECONNECT, usual.reconnect()),
        privileges(given),
        given.isSet(DIRTY),
        given.isSet(PENDING),
        usual.toolVersion(),
        usual.runBy(),
        blocking(given));
  }

  /**
   * What is to become of data that would be destroyed. What cannot be kept stops a step in
   * production, and is only named elsewhere.
   *
   * @throws Fault USAGE for a word that is none of the three
   */
  public static LossPolicy loss(Invocation call) {
    String word = call.arguments().value(LOSS).orElse("keep");
    return switch (word) {
      case "keep" ->
          call.environment() == Environment.PRODUCTION
              ? LossPolicy.KEEP_OR_REFUSE
              : LossPolicy.KEEP_OR_SAY;
      case "accept" -> LossPolicy.ACCEPT;
      case "refuse" -> LossPolicy.REFUSE;
      default ->
          throw Fault.of(
              FaultCode.USAGE,
              "--loss=" + word + " is none of keep, accept and refuse",
              "leave it out to keep what would be destroyed");
    };
  }

  /** What was said about a restore point; empty if nothing was. */
  public static Optional<String> restorePoint(Invocation call) {
    return call.arguments()
        .value(RESTORE_POINT)
        .or(() ->
            Optional.ofNullable(call.surroundings().environment().get("EBB_RESTORE_POINT"))
                .filter(word -> !word.isEmpty()));
  }

  /**
   * Whether a restore point is to be thought of before migrations run: somebody said so, or that
   * this is production. Where nobody said what it is, nothing is taken unasked.
   */
  public static boolean isPrecautious(Invocation call) {
    return restorePoint(call)
        .map(word -> !word.equals("none"))
        .orElseGet(() -> call.saidEnvironment().filter(Environment.PRODUCTION::equals).isPresent());
  }

  /** How long to wait for another Ebb. */
  public static Duration lockWait(Invocation call) {
    return call.arguments().duration(LOCK_WAIT, RunOptions.defaults("", "").lockWait());
  }

  private static RunOptions.Blocking blocking(Arguments given) {
    String word = given.value(ON_BLOCK).orElse(OnBlock.RETRY.word());
    for (OnBlock policy : OnBlock.values()) {
      if (policy.word().equals(word)) {
        return new RunOptions.Blocking(
            policy,
            given.number(MAX_QUEUE, 0, 1),
            given.duration(STATEMENT_TIMEOUT, Duration.ZERO));
      }
    }
    throw Fault.of(
        FaultCode.USAGE,
        "--on-block=" + word + " is none of wait, retry, cancel-idle-in-transaction and cancel",
        "leave it out to end nobody");
  }

  private static Privileges privileges(Arguments given) {
    if (given.isSet(UNPRIVILEGED) && given.isSet(NOOP)) {
      throw Fault.of(
          FaultCode.USAGE,
          "--unprivileged-only and --noop-privileged are mutually exclusive",
          "choose one: the first refuses privileged migrations, the second records them as done");
    }
    if (given.isSet(NOOP)) {
      return new Privileges.RecordOnly(Set.copyOf(given.values(HASH)));
    }
    return given.isSet(UNPRIVILEGED) ? new Privileges.Refuse() : new Privileges.Run();
  }

  /** Who calls, and from which machine. */
  static String runBy(Invocation call) {
    return System.getProperty("user.name", "?") + "@" + host(call.surroundings().environment());
  }

  // Asking the resolver for our own name can take seconds where names do not resolve.
  private static String host(Map<String, String> environment) {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException _) {
      return environment.getOrDefault("HOSTNAME", environment.getOrDefault("COMPUTERNAME", "?"));
    }
  }
}
