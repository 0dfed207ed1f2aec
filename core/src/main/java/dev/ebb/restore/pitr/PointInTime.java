package dev.ebb.restore.pitr;

import dev.ebb.db.Connector;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Contents;
import dev.ebb.restore.Offer;
import dev.ebb.restore.Offering;
import dev.ebb.restore.RestoreMethod.Visitors;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What whoever can go back to a moment of one server promises: an archive of pgBackRest, Neon, RDS,
 * Cloud SQL. It never touches the old place before the new one is complete and verified, and then
 * only in {@link #switchOver}; it writes down what it is about to make before it makes it. One
 * server, one thread.
 *
 * <p>Errors are {@link dev.ebb.fault.Fault}: what happened, in which state things are, what to do.
 */
public interface PointInTime extends Offering {
  /** The key of the provider. */
  String provider();

  @Override
  default String source() {
    return provider();
  }

  /**
   * Whether it can be relied on now: the archive works, the key is valid, there is history. Looked
   * up; may take seconds. Never throws for what it is there to find out.
   */
  List<Condition> conditions();

  /** The moments that can be had now. Changes nothing. */
  Window window();

  /**
   * Marks the present moment. Takes no time, no room, and nobody waits for it.
   *
   * @param name what people call it; the reference of the point is that and something unique
   * @param contents what is in the database, to be verified after a restore; null if nobody looked
   */
  RestorePoint mark(String name, Origin origin, @Nullable Contents contents);

  /** What going back to a moment would need, cost and lose. Changes nothing. */
  Offer offer(Moment moment);

  /**
   * Orders a new place with the state of a moment. Returns as soon as the order is written down and
   * placed; what is slow is for {@link #await}.
   *
   * @param name what the place is to be called, made by the caller of letters, digits and _
   */
  Place begin(Moment moment, String name, Consumer<Progress> progress);

  /**
   * Waits until a place is ready, and does what is left to do for that: also of one that another
   * process began, which may have died at any moment. A place that is ready is returned at once,
   * and made to answer again if it stopped.
   */
  Place await(Place place, Consumer<Progress> progress);

  /** All that was begun and not removed, the newest first; also what nobody waits for any more. */
  List<Place> places();

  /** How to get into the database at a place that is ready. */
  Connector connector(Place place);

  /** Writes down that a place was looked into, and holds what it should. */
  Place verified(Place place);

  /** Exactly what to do to have a place serve, for somebody who does it by hand. */
  List<SwitchStep> steps(Place place);

  /**
   * What stands against doing it by itself. Unmet, for example, where clients have to be told a new
   * address, or where somebody is connected who may not be sent away.
   */
  List<Condition> switchConditions(Place place, Visitors visitors);

  /**
   * Has a verified place serve; the old one is kept.
   *
   * @throws dev.ebb.fault.Fault if the old one serves as before, or what state things are in
   */
  Switched switchOver(Place place, Visitors visitors, Consumer<Progress> progress);

  /**
   * Removes a place, and its notes; stops what runs in it. Of one that serves: what it replaced,
   * and the notes.
   *
   * @throws dev.ebb.fault.Fault REFUSED if it is in the midst of a switch
   */
  void remove(Place place);
}
