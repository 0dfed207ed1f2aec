package dev.ebb.proof;

import dev.ebb.graph.Direction;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Step;
import dev.ebb.shadow.Replay;
import dev.ebb.shadow.Shadow;
import java.util.List;
import java.util.Set;

/**
 * A shadow in which nothing but ups ever ran, without made-up rows: copies of it replace a stand
 * that was spoiled. Brought forward only when a copy is wanted.
 */
final class CleanChain implements AutoCloseable {
  private final ProofSetting setting;
  private final Shadow shadow;
  private final List<Migration> order;
  private int applied;

  CleanChain(ProofSetting setting, Shadow shadow, List<Migration> order) {
    this.setting = setting;
    this.shadow = shadow;
    this.order = List.copyOf(order);
  }

  /**
   * A copy with the first so many migrations; not with fewer than the last time.
   *
   * @param without those that cannot be applied
   * @throws dev.ebb.fault.Fault if another one cannot be applied either
   */
  Shadow copyAfter(int count, Set<MigrationId> without) {
    if (applied < count) {
      try (Replay replay = Replay.in(shadow, setting.replay())) {
        for (; applied < count; applied++) {
          Migration next = order.get(applied);
          if (!without.contains(next.id())) {
            replay.run(new Step(Direction.UP, next, Step.Origin.PROJECT));
          }
        }
      }
    }
    return shadow.copy();
  }

  @Override
  public void close() {
    shadow.close();
  }
}
