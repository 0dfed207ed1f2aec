package dev.ebb.run;

import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Plan;
import dev.ebb.graph.Step;
import dev.ebb.sql.Effect;
import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.Statement;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which steps of a plan really need more rights, and whether the run may go on. The token
 * of {@link Privileges.RecordOnly} is computed once, over the whole plan, so that nothing that
 * happens on the way can make it invalid.
 */
public final class PrivilegeCheck {
  private final Plan plan;
  private final List<Step> privileged;

  private PrivilegeCheck(Plan plan, List<Step> privileged) {
    this.plan = plan;
    this.privileged = privileged;
  }

  /** Looks at a plan; asks the server only if something in it is marked as privileged. */
  public static PrivilegeCheck of(Plan plan, Session session) {
    List<Step> marked =
        plan.steps().stream().filter(s -> s.migration().has(Flag.PRIVILEGED)).toList();
    if (marked.isEmpty()) {
      return new PrivilegeCheck(plan, marked);
    }
    Set<String> installed =
        new HashSet<>(
            session.query("SELECT extname FROM pg_extension", row -> row.text("extname")));
    return new PrivilegeCheck(
        plan, marked.stream().filter(s -> !isSatisfied(s, installed)).toList());
  }

  // CREATE EXTENSION IF NOT EXISTS of an extension that is there asks for no right at all.
  private static boolean isSatisfied(Step step, Set<String> installed) {
    List<Statement> statements = step.source().script().statements();
    return statements.stream()
        .allMatch(s ->
            s.effect() instanceof Effect.Creates create
                && create.kind() == ObjectKind.EXTENSION
                && create.ifNotExists()
                && installed.contains(create.name().name()));
  }

  /** Whether this step is to be recorded and not run. */
  boolean isRecordOnly(Step step, Privileges mode) {
    return mode instanceof Privileges.RecordOnly && privileged.contains(step);
  }

  /**
   * Lets the run go on, or not.
   *
   * @throws Fault REFUSED with what to do
   */
  public void permit(Privileges mode) {
    if (privileged.isEmpty()) {
      return;
    }
    switch (mode) {
      case Privileges.Run _ -> {}
      case Privileges.Refuse _ -> throw refusal();
      case Privileges.RecordOnly(Set<String> tokens) -> {
        boolean up = privileged.getFirst().direction() == Direction.UP;
        if (up && !tokens.contains(token())) {
          throw unseen();
        }
      }
    }
  }

  /**
   * Base64 of the SHA-1 of the ids, comma-joined in order: the predecessor's, so that runbooks fit.
   */
  String token() {
    String ids = privileged.stream().map(s -> s.id().toString()).collect(Collectors.joining(","));
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest(ids.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The SQL of the privileged steps, ready for psql. */
  String sql() {
    return privileged.stream()
        .map(s -> "-- Migration " + s.id() + "\n" + statements(s))
        .collect(Collectors.joining("\n", "BEGIN;\n\n", "\nCOMMIT;\n"));
  }

  private static String statements(Step step) {
    return step.source().script().statements().stream()
        .map(s -> s.text() + ";\n")
        .collect(Collectors.joining());
  }

  private Fault refusal() {
    return Fault.of(
        FaultCode.REFUSED,
        "refusing to run privileged migrations: schema \""
            + plan.schema()
            + "\" needs "
            + privileged.stream().map(s -> s.migration().title()).collect(Collectors.joining(", "))
            + " to be run by a database role with more rights",
        "connect as such a role and leave out --unprivileged-only, or let somebody with the rights"
            + " run the SQL: 'ebb … --noop-privileged' prints it");
  }

  private Fault unseen() {
    return Fault.of(
        FaultCode.REFUSED,
        "refusing to record privileged migrations of schema \""
            + plan.schema()
            + "\" as done before their SQL was run. It is:\n\n"
            + sql(),
        "run that SQL with the rights it needs, then run this command again with"
            + " --noop-privileged --privileged-hash="
            + token());
  }
}
