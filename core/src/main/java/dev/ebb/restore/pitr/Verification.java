package dev.ebb.restore.pitr;

import dev.ebb.db.Session;
import dev.ebb.restore.Contents;
import dev.ebb.restore.Mismatch;
import dev.ebb.restore.swap.ContentsReader;
import dev.ebb.restore.swap.Site;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a new place.
 *
 * @param contents all that is in the database
 * @param mismatches in what it is not what was recorded of that moment; empty also if nothing was
 * @param compared whether something was recorded that it could be held against
 */
public record Verification(Contents contents, List<Mismatch> mismatches, boolean compared) {
  public Verification {
    mismatches = List.copyOf(mismatches);
  }

  /**
   * Looks into the database at a place that is ready: its ledgers, the fingerprint of its objects,
   * every row. Whatever holds locks there, this ends.
   *
   * @param expected what was recorded of the moment; null if nothing was
   */
  public static Verification of(
      PointInTime points, Place place, Site site, @Nullable Contents expected) {
    try (Session session = points.connector(place).open()) {
      session.execute("SET lock_timeout = '10s'");
      Site.unhurried(session);
      Contents found = new ContentsReader(site.tenants()).count(session);
      return new Verification(
          found, expected == null ? List.of() : expected.against(found), expected != null);
    }
  }
}
