package dev.ebb.restore.pitr;

import dev.ebb.restore.Memo;
import dev.ebb.restore.Method;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is written down about moments that were marked: see {@link RestorePoint}. */
public final class PointNotes {
  private final Notebook notebook;

  /** In these notes. */
  public PointNotes(Notebook notebook) {
    this.notebook = notebook;
  }

  /**
   * A moment that was marked.
   *
   * @param point what it is
   * @param facts what only the provider understands: timeline, backup
   */
  public record Noted(RestorePoint point, Memo facts) {}

  /** Writes one down. */
  public void write(RestorePoint point, Memo facts) {
    Memo memo =
        facts
            .with("at", point.at())
            .with("origin", point.origin().word())
            .with("lsn", point.lsn())
            .with("verified", point.verifiedAt());
    notebook.write(
        point.reference(),
        "Restore point " + point.reference() + "; 'ebb pitr restore " + point.reference() + "'",
        point.contents() == null ? memo : memo.with(point.contents()));
  }

  /** All of them, the newest first. */
  public List<Noted> all() {
    List<Noted> points = new ArrayList<>();
    notebook.all().forEach((name, memo) -> noted(name, memo).ifPresent(points::add));
    points.sort(Comparator.comparing((Noted noted) -> noted.point().at()).reversed());
    return points;
  }

  /** The one of that reference. */
  public Optional<Noted> named(String reference) {
    return all().stream().filter(noted -> noted.point().reference().equals(reference)).findFirst();
  }

  private static Optional<Noted> noted(String name, Memo memo) {
    Optional<Instant> at = memo.time("at");
    return at.map(instant ->
        new Noted(
            new RestorePoint(
                Method.POINT_IN_TIME,
                name,
                memo.value("origin").flatMap(Origin::of).orElse(Origin.ASKED),
                instant,
                memo.value("lsn").orElse(null),
                memo.contents().orElse(null),
                0,
                memo.time("verified").orElse(null)),
            memo));
  }
}
