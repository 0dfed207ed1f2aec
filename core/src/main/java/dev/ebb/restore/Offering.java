package dev.ebb.restore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whoever knows earlier states, and what having one again would take. Looking changes nothing. */
public interface Offering {

  /** Which method it is. */
  Method method();

  /**
   * Who it is, where there are several of a method: the method's own word, or the provider's key.
   */
  default String source() {
    return method().word();
  }

  /** What there is to go back to, the newest first. */
  List<RestorePoint> points();

  /** What going back to a point would need, cost and lose, looked up now. */
  Offer offer(RestorePoint point);

  /** The same for any moment, from those who are not bound to points that somebody made. */
  default Optional<Offer> offerAt(Instant moment) {
    return Optional.empty();
  }
}
