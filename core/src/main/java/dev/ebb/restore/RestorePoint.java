package dev.ebb.restore;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An earlier state that can be had again.
 *
 * @param method how
 * @param reference its name, unique among those of the method and the database
 * @param origin why it is there
 * @param at the moment whose state it is
 * @param lsn the place in the server's log of writes at that moment, if the method knows it
 * @param contents what is in it; null if nobody could look yet
 * @param bytes what it takes of disk
 * @param verifiedAt when it was last seen to hold what it should; null if never
 */
public record RestorePoint(
    Method method,
    String reference,
    Origin origin,
    Instant at,
    @Nullable String lsn,
    @Nullable Contents contents,
    long bytes,
    @Nullable Instant verifiedAt) {

  /** Why it is there. */
  public enum Origin {
    /** Somebody asked for it. */
    ASKED("asked"),
    /** Taken before migrations ran. */
    BEFORE_RUN("before-run"),
    /** What was there until another state replaced it. */
    REPLACED("replaced");

    private final String word;

    Origin(String word) {
      this.word = word;
    }

    /** As documents have it. */
    public String word() {
      return word;
    }

    /** The one with that word. */
    public static Optional<Origin> of(String word) {
      for (Origin origin : values()) {
        if (origin.word.equals(word)) {
          return Optional.of(origin);
        }
      }
      return Optional.empty();
    }
  }
}
