package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.exec.Command;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fixture.ArchivedServer;
import dev.ebb.graph.SchemaName;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.pgbackrest.PgBackRestProvider;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.swap.Site;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A moment for which the disk has no room leaves nothing on it, wherever it fills up, and is there
 * as soon as there is room.
 */
@Tag("proof")
class PitrFullDiskTest {
  private static final String MANY =
      "INSERT INTO a SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 3000000) g"
          + " GROUP BY g % 30000";

  @TempDir private Path notes;
  private final ArchivedServer server = ArchivedServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private PointInTime points(Path folder) {
    Map<String, String> to = server.environment();
    ConnectionSettings settings =
        ConnectionSettings.of(
            "127.0.0.1",
            Integer.parseInt(Objects.requireNonNull(to.get("PGPORT"))),
            "postgres",
            null,
            "postgres");
    Site site =
        new Site(
            new Connector(settings, "ebb", Duration.ZERO),
            new SchemaName("shop"),
            List.of(),
            Clock.systemUTC());
    return new PgBackRestProvider()
        .open(
            new Scene(
                site,
                "shop",
                Map.of("config", server.config().toString(), "folder", folder.toString()),
                Map.of(),
                notes));
  }

  @Test
  void whateverFillsTheDiskNothingIsLeftOnItAndTheServerServesOn() {
    server.execute("CREATE TABLE a (v text)");
    server.backup();
    server.execute(MANY);
    String rows = server.value("SELECT count(*) FROM a");
    Path folder = server.folder().resolve("small");
    try (SmallDisk disk = SmallDisk.mount(folder, 1024)) {
      Programs.local()
          .run(Command.of("chown", "--reference=" + server.folder(), folder.toString()));
      PointInTime points = points(folder);
      RestorePoint point = points.mark("full", Origin.ASKED, null);
      // the backup does not fit; then that does, and the log that is to be replayed does not
      for (int room : List.of(12, 96)) {
        disk.grow(1024);
        Place place = points.begin(new Moment.Named(point.reference()), "m" + room, _ -> {});
        disk.grow(room);
        Fault fault = catchThrowableOfType(Fault.class, () -> points.await(place, _ -> {}));

        assertThat(fault).isNotNull();
        assertThat(fault.code()).isEqualTo(FaultCode.MACHINE);
        assertThat(fault).message().containsAnyOf("No space left on device", "is full");
        assertThat(fault.problems().getFirst().remedy())
            .contains("make room", "removed", "the old server serves as before");
        assertThat(points.places()).isEmpty();
        assertThat(folder).isEmptyDirectory();
        assertThat(server.value("SELECT count(*) FROM a")).isEqualTo(rows);
      }
      disk.grow(1024);
      Place place = points.begin(new Moment.Named(point.reference()), "fits", _ -> {});
      assertThat(points.await(place, _ -> {}).state()).isEqualTo(Place.State.READY);
      points.remove(points.places().getFirst());
      assertThat(folder).isEmptyDirectory();
    }
  }
}
