package dev.ebb.fix;

import dev.ebb.catalog.ObjectName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A script in the making: statements fall into phases, and keep their order within each. */
final class Draft {
  /** When a statement runs. */
  enum Phase {
    /** Settings of the transaction. */
    SETTINGS,
    /** Event triggers that would act on what follows. */
    SILENCE,
    /** Namespaces, into which things may move. */
    NAMESPACES,
    /** What goes, and what is in the way of changes; by the old names. */
    CLEAR,
    /** New names. */
    RENAME,
    /** What comes and what changes, each after what it needs; by the new names. */
    BUILD,
    /** Foreign keys. */
    KEYS,
    /** Partitions and heirs. */
    ATTACH,
    /** Comments and rights. */
    NOTES,
    /** What others needed until now. */
    LATE,
    /** What would have acted on the above. */
    LAST
  }

  private final Map<Phase, List<FixStatement>> statements = new EnumMap<>(Phase.class);
  private final Set<Loss> losses = new LinkedHashSet<>();
  private final Set<Refusal> refusals = new LinkedHashSet<>();
  private final Set<Precheck> prechecks = new LinkedHashSet<>();
  private final Set<Remark> remarks = new LinkedHashSet<>();

  void add(Phase phase, ObjectName object, String sql, Loss... lost) {
    List<FixStatement> list = statements.computeIfAbsent(phase, _ -> new ArrayList<>());
    list.add(new FixStatement(sql, object, List.of(lost)));
    losses.addAll(List.of(lost));
  }

  void refuse(Refusal refusal) {
    refusals.add(refusal);
  }

  void precheck(ObjectName object, String query, String complaint) {
    prechecks.add(new Precheck(object, query, complaint));
  }

  void remark(Remark remark) {
    remarks.add(remark);
  }

  FixScript script() {
    List<FixStatement> all = new ArrayList<>();
    statements.values().forEach(all::addAll);
    return new FixScript(
        all,
        List.copyOf(losses),
        List.copyOf(refusals),
        List.copyOf(prechecks),
        List.copyOf(remarks));
  }
}
