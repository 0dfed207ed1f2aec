package dev.ebb.cloud.neon;

import dev.ebb.cloud.wire.Tree;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A branch as Neon describes it. */
record NeonBranch(
    String id,
    String name,
    @Nullable String parent,
    @Nullable Instant parentTime,
    String state,
    boolean pending,
    boolean main,
    boolean guarded,
    long bytes,
    @Nullable Instant created,
    @Nullable Instant expires,
    @Nullable String unrestorable) {

  static NeonBranch of(Tree tree) {
    return new NeonBranch(
        tree.text("id").orElse(""),
        tree.text("name").orElse(""),
        tree.text("parent_id").orElse(null),
        tree.time("parent_timestamp").orElse(null),
        tree.text("current_state").orElse("?"),
        tree.text("pending_state").isPresent(),
        tree.isTrue("default"),
        tree.isTrue("protected"),
        tree.number("logical_size").orElse(0L),
        tree.time("created_at").orElse(null),
        tree.time("expires_at").orElse(null),
        restriction(tree).orElse(null));
  }

  private static Optional<String> restriction(Tree tree) {
    return tree.list("restricted_actions").stream()
        .filter(action -> action.text("name").orElse("").equals("restore"))
        .map(action -> action.text("reason").orElse("it is restricted"))
        .findFirst();
  }

  boolean is(String nameOrId) {
    return name.equals(nameOrId) || id.equals(nameOrId);
  }

  boolean ready() {
    return !pending && (state.equals("ready") || state.equals("archived"));
  }
}
