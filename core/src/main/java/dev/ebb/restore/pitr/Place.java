package dev.ebb.restore.pitr;

import dev.ebb.restore.Memo;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A new place beside the old one, into which a moment is or was restored: a data directory, an
 * instance, a branch. What is known of it is written down before anything is ordered, so that the
 * next process can go on with it, or name it. Immutable.
 *
 * @param name unique among those of the provider and the server; also part of what it is called
 *     there
 * @param provider who makes it
 * @param moment what it is to hold
 * @param at the time of that moment; null if only the provider knows
 * @param begun when it was asked for
 * @param state how far it is
 * @param where what it is and where, for people: "data directory /var/lib/…", "instance app-…"
 * @param memo what only the provider understands: numbers of operations, ports, backups
 */
public record Place(
    String name,
    String provider,
    Moment moment,
    @Nullable Instant at,
    Instant begun,
    State state,
    String where,
    Memo memo) {

  /** How far it is; only forward, and each step is written down when it is done. */
  public enum State {
    /** Ordered, or about to be: may be there, in part, or not at all. */
    MAKING("making"),
    /** It answers, and is at the moment that was wanted. */
    READY("ready"),
    /** It was looked into, and holds what it should. */
    VERIFIED("verified"),
    /** The switch has begun: what serves is for the provider to find out. */
    SWITCHING("switching"),
    /** It serves; what served before is kept. */
    SERVING("serving");

    private final String word;

    State(String word) {
      this.word = word;
    }

    /** As documents and notes have it. */
    public String word() {
      return word;
    }

    /** The one with that word. */
    public static Optional<State> of(String word) {
      for (State state : values()) {
        if (state.word.equals(word)) {
          return Optional.of(state);
        }
      }
      return Optional.empty();
    }
  }

  /** The same further on. */
  public Place with(State next) {
    return new Place(name, provider, moment, at, begun, next, where, memo);
  }

  /** The same with one more fact for the provider, in the place of an older one of that key. */
  public Place with(String key, @Nullable Object value) {
    Memo others = new Memo(memo.lines().stream().filter(line -> !line.key().equals(key)).toList());
    return new Place(name, provider, moment, at, begun, state, where, others.with(key, value));
  }
}
