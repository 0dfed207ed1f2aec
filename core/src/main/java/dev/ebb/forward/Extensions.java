package dev.ebb.forward;

import dev.ebb.sql.Effect;
import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.Script;

/** Tells scripts that only a role with more rights can run. */
final class Extensions {
  private Extensions() {}

  /** Whether a statement is about an extension. */
  static boolean in(Script script) {
    return script.statements().stream().anyMatch(statement -> about(statement.effect()));
  }

  private static boolean about(Effect effect) {
    return switch (effect) {
      case Effect.AltersExtension _ -> true;
      case Effect.Creates creates -> creates.kind() == ObjectKind.EXTENSION;
      case Effect.Drops drops -> drops.kind() == ObjectKind.EXTENSION;
      case Effect.CreatesIndex _, Effect.DropsIndex _, Effect.Reindexes _ -> false;
      case Effect.AddsEnumValue _, Effect.DetachesPartition _, Effect.AddsColumn _ -> false;
      case Effect.DropsColumn _, Effect.Calls _, Effect.Other _ -> false;
    };
  }
}
