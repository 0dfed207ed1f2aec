package dev.ebb.backfill;

import dev.ebb.backfill.Standing.Phase;
import dev.ebb.backfill.Store.Order;
import dev.ebb.backfill.Store.Run;
import dev.ebb.backfill.Store.Sums;
import dev.ebb.db.Session;
import dev.ebb.graph.Direction;
import dev.ebb.outofband.Declaration;
import dev.ebb.outofband.OutOfBandId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where one asks how the out-of-band migrations of a database stand, and orders those that run to
 * pause, go on, or change their speed: workers see it before their next batch. Works in a session
 * that is in no transaction; not thread-safe.
 */
public final class Desk {
  private final Session session;

  /** The desk of the database that this session is in. */
  public Desk(Session session) {
    this.session = session;
  }

  /** How each of them stands, in their order. Changes nothing, and reads no table of the user's. */
  public List<Standing> standings(Collection<Declaration> declarations) {
    Optional<Register> register = Register.find(session);
    Map<Integer, Register.Entry> entries = register.map(Register::entries).orElse(Map.of());
    boolean known = Store.exists(session);
    Store store = new Store(session);
    List<Order> orders = known ? store.orders() : List.of();
    List<Standing> standings = new ArrayList<>();
    for (Declaration declaration : declarations) {
      Optional<Sums> sums = known ? store.sums(declaration.id()) : Optional.empty();
      Register.@Nullable Entry entry = entries.get(declaration.id().value());
      Order order = order(orders, declaration.id());
      String error =
          entry == null || entry.errors() == 0
              ? null
              : register.orElseThrow().lastError(declaration.id());
      standings.add(
          sums.isPresent()
              ? ran(declaration, sums.get(), order, entry, error)
              : neverRan(declaration, order, entry, error));
    }
    return standings;
  }

  private static Standing ran(
      Declaration declaration,
      Sums sums,
      Order order,
      Register.@Nullable Entry entry,
      @Nullable String error) {
    Run run = sums.run();
    double done = Reporter.done(sums, declaration.work().walk().isPresent());
    return new Standing(
        declaration,
        phase(run, sums.workers()),
        run.direction(),
        run.direction() == Direction.UP ? done : 1 - done,
        order.paused(),
        sums.walked(),
        run.expected(),
        sums.changed(),
        sums.workers(),
        order.targetMillis(),
        order.rest(),
        run.note(),
        error,
        entry == null ? 0 : entry.errors(),
        run.began(),
        run.touched());
  }

  private static Phase phase(Run run, int workers) {
    return switch (run.state()) {
      case RUNNING -> workers > 0 ? Phase.RUNNING : Phase.INTERRUPTED;
      case STOPPED -> Phase.STOPPED;
      case DONE -> Phase.DONE;
    };
  }

  // What another tool did says so only in the register.
  private static Standing neverRan(
      Declaration declaration,
      Order order,
      Register.@Nullable Entry entry,
      @Nullable String error) {
    boolean reversed = entry != null && entry.reversed();
    double progress = entry == null ? 0 : entry.progress();
    boolean atEnd = reversed ? entry != null && progress == 0 : progress == 1;
    return new Standing(
        declaration,
        atEnd ? Phase.DONE : Phase.NEVER,
        reversed ? Direction.DOWN : Direction.UP,
        progress,
        order.paused(),
        0,
        0,
        0,
        0,
        order.targetMillis(),
        order.rest(),
        null,
        error,
        entry == null ? 0 : entry.errors(),
        null,
        null);
  }

  private static Order order(List<Order> orders, OutOfBandId id) {
    return orders.stream()
        .filter(o -> o.id() == id.value())
        .findFirst()
        .orElse(new Order(id.value(), false, null, null));
  }

  /** Orders it to pause after the batch that runs, or to go on; also before it has begun. */
  public void pause(OutOfBandId id, boolean paused) {
    change(id, old -> new Order(old.id(), paused, old.targetMillis(), old.rest()));
  }

  /**
   * Orders another speed.
   *
   * @param target how long a batch should take; null for what is declared
   * @param rest the pause after it in percent of what it took; null for what is declared
   */
  public void speed(OutOfBandId id, @Nullable Duration target, @Nullable Integer rest) {
    change(
        id,
        old -> new Order(old.id(), old.paused(), target == null ? null : target.toMillis(), rest));
  }

  private void change(OutOfBandId id, UnaryOperator<Order> change) {
    Store store = new Store(session);
    store.prepare();
    session.execute("BEGIN;LOCK TABLE ebb_out_of_band.control IN SHARE ROW EXCLUSIVE MODE");
    try {
      store.order(change.apply(order(store.orders(), id)));
      session.execute("COMMIT");
    } finally {
      if (session.inTransaction()) {
        session.execute("ROLLBACK");
      }
    }
  }
}
