package dev.ebb.run;

import java.util.Set;

/** What to do with migrations that need a role with more rights. */
public sealed interface Privileges {

  /** Run them like the others. */
  record Run() implements Privileges {}

  /** Refuse before anything runs if one of them is needed. */
  record Refuse() implements Privileges {}

  /**
   * Record them as done without running them, because somebody with the rights runs their SQL.
   *
   * @param tokens on the way up: proof that the SQL was seen, as the refusal without it shows; one
   *     for each schema that needs it
   */
  record RecordOnly(Set<String> tokens) implements Privileges {
    /** Copies the set. */
    public RecordOnly {
      tokens = Set.copyOf(tokens);
    }
  }
}
