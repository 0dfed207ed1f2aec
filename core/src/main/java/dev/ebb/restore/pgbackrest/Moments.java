package dev.ebb.restore.pgbackrest;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Memo;
import dev.ebb.restore.Method;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Notebook;
import dev.ebb.restore.pitr.PointNotes;
import dev.ebb.restore.pitr.PointNotes.Noted;
import dev.ebb.restore.pitr.Scene;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What moments there are by name, and which backup each needs. What is known of a name is noted
 * twice: whole in a file of the project, and in short on the newest backup in the repository, where
 * any machine finds it that has no such file.
 */
final class Moments {
  private static final String ANNOTATION = "ebb-";

  /** Place in the log, time, timeline, origin. */
  private static final String NOTED =
      "[0-9A-F]+/[0-9A-F]+ \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z \\d+ [a-z-]+";

  private final Scene scene;
  private final Archive archive;
  private final PointNotes notes;
  private final Map<Long, Timeline> timelines = new HashMap<>();

  Moments(Scene scene, Archive archive) {
    this.scene = scene;
    this.archive = archive;
    this.notes = new PointNotes(new Notebook(scene.notes().resolve("points"), "", ".point"));
  }

  /** Writes down what was marked. */
  void remember(RestorePoint point, long timeline) {
    Memo facts =
        Memo.empty()
            .with("provider", PgBackRest.KEY)
            .with("database", scene.site().database())
            .with("timeline", timeline);
    try {
      archive.remember();
      List<Backup> backups = archive.stanza().backups();
      if (!backups.isEmpty()) {
        String label = backups.getLast().label();
        facts = facts.with("backup", label);
        archive
            .tool()
            .annotate(
                label,
                ANNOTATION + point.reference(),
                String.join(
                    " ",
                    String.valueOf(point.lsn()),
                    point.at().toString(),
                    Long.toString(timeline),
                    point.origin().word()));
      }
    } catch (Fault fault) {
      // the archive may be on another machine; the point is there all the same
      facts = facts.with("unseen", fault.getMessage());
    }
    notes.write(point, facts);
  }

  /** Those of our notes, and those that others noted in the repository; the newest first. */
  List<RestorePoint> points() {
    List<RestorePoint> all = new ArrayList<>(notes.all().stream().map(Noted::point).toList());
    for (Noted noted : noted()) {
      if (all.stream().noneMatch(p -> p.reference().equals(noted.point().reference()))) {
        all.add(noted.point());
      }
    }
    all.sort(Comparator.comparing(RestorePoint::at).reversed());
    return all;
  }

  private List<Noted> noted() {
    List<Noted> all = new ArrayList<>();
    Map<String, String> annotations;
    try {
      annotations = archive.stanza().annotations();
    } catch (Fault _) {
      return all;
    }
    annotations.forEach((key, value) -> {
      String[] words = value.split(" ");
      if (key.startsWith(ANNOTATION) && value.matches(NOTED)) {
        RestorePoint point =
            new RestorePoint(
                Method.POINT_IN_TIME,
                key.substring(ANNOTATION.length()),
                Origin.of(words[3]).orElse(Origin.ASKED),
                Instant.parse(words[1]),
                words[0],
                null,
                0,
                null);
        all.add(new Noted(point, Memo.empty().with("timeline", words[2])));
      }
    });
    return all;
  }

  /** The point that a moment is, or would be. */
  RestorePoint point(Moment moment) {
    return switch (moment) {
      case Moment.Named(String reference) -> named(reference).point();
      case Moment.At(Instant time) -> unnamed(time.toString(), time, null);
      case Moment.Lsn(String lsn) -> unnamed(lsn, scene.site().clock().instant(), lsn);
    };
  }

  private static RestorePoint unnamed(String reference, Instant at, @Nullable String lsn) {
    return new RestorePoint(Method.POINT_IN_TIME, reference, Origin.ASKED, at, lsn, null, 0, null);
  }

  private Noted named(String reference) {
    return notes
        .named(reference)
        .or(() ->
            noted().stream()
                .filter(noted -> noted.point().reference().equals(reference))
                .findFirst())
        .orElseThrow(() ->
            Fault.of(
                FaultCode.UNKNOWN_NAME,
                "no restore point is called \"" + reference + "\"",
                "'ebb pitr list --db="
                    + scene.schema()
                    + "' shows those that there are; for any"
                    + " other moment: --at=TIME or --lsn=LSN"));
  }

  /** What a recovery has to be told. */
  Target resolve(Moment moment) {
    return switch (moment) {
      case Moment.Named(String reference) -> {
        Noted noted = named(reference);
        String lsn = noted.point().lsn();
        yield new Target(
            moment,
            "name",
            reference,
            timeline(noted.facts().value("timeline").map(Long::valueOf).orElse(1L)),
            noted.point().at(),
            lsn == null ? null : Lsn.parse(lsn));
      }
      case Moment.At(Instant time) -> {
        Instant exact = time.truncatedTo(ChronoUnit.MICROS);
        yield new Target(moment, "time", Target.time(exact), present(), exact, null);
      }
      case Moment.Lsn(String lsn) ->
          new Target(moment, "lsn", lsn, present(), null, Lsn.parse(lsn));
    };
  }

  // Of a server that is gone only what was noted once is known, and its backups.
  private Timeline present() {
    long noted = archive.cluster().timeline();
    return timeline(
        archive.isDown()
            ? archive.stanza().backups().stream()
                .mapToLong(Backup::timeline)
                .reduce(noted, Math::max)
            : noted);
  }

  /** A timeline, with where it left those before it. */
  Timeline timeline(long number) {
    return timelines.computeIfAbsent(number, each -> archive.tool().timeline(each, archive.data()));
  }

  /**
   * The newest backup that ended before a moment, in its history. pgBackRest by itself takes the
   * newest of all for a name, from which the name is never reached.
   */
  Optional<Backup> backup(Target target) {
    return archive.stanza().backups().stream()
        .filter(target::follows)
        .max(Comparator.comparing(Backup::stop));
  }
}
