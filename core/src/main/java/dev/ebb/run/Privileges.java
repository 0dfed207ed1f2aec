package dev.ebb.run;

import org.jspecify.annotations.Nullable;

/** What to do with migrations that need a role with more rights. */
public sealed interface Privileges {

  /** Run them like the others. */
  record Run() implements Privileges {}

  /** Refuse before anything runs if one of them is needed. */
  record Refuse() implements Privileges {}

  /**
   * Record them as done without running them, because somebody with the rights runs their SQL.
   *
   * @param token on the way up: proof that the SQL was seen, as the refusal without it shows; may
   *     be missing
   */
  record RecordOnly(@Nullable String token) implements Privileges {}
}
