package dev.ebb.drift;

import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Step;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What brought a finding about, as far as there is evidence. */
public sealed interface Cause {

  /** A concurrent build of an index failed and left it invalid. */
  record InvalidIndex() implements Cause {}

  /**
   * Taking a migration back leaves exactly this, as running it up and down on a shadow shows.
   *
   * @param migration which
   * @param title its id and name
   * @param origin where the script came from that took it back
   */
  record ImperfectDown(MigrationId migration, String title, Step.Origin origin) implements Cause {}

  /** A migration that the ledger says is failed or unfinished may have come this far. */
  record Unfinished(List<MigrationId> migrations) implements Cause {
    public Unfinished {
      migrations = List.copyOf(migrations);
    }
  }

  /**
   * A migration itself wrote the object into the catalog, in its own transaction.
   *
   * @param migration which
   * @param title its id and name
   * @param why why that is not what the project's migrations give
   */
  record OtherScript(MigrationId migration, String title, Why why) implements Cause {

    /** Why a migration did other things then than it does now. */
    public enum Why {
      /** The script has changed since it ran. */
      SCRIPT_CHANGED,
      /** The project does not have this migration any more. */
      NOT_IN_PROJECT,
      /** It is the same script: what it does depends on when and where it runs. */
      SAME_SCRIPT
    }
  }

  /**
   * Somebody changed it outside of any migration.
   *
   * @param after when the last migration ended before it; null if it was before all of them
   * @param before when the first migration ended after it; null if none has since
   * @param at when it was, where the server keeps such times; null if nobody knows
   */
  record ByHand(@Nullable Instant after, @Nullable Instant before, @Nullable Instant at)
      implements Cause {}

  /** There is no evidence. */
  record Unknown() implements Cause {}
}
