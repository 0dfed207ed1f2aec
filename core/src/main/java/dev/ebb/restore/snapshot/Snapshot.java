package dev.ebb.restore.snapshot;

import dev.ebb.restore.Memo;
import dev.ebb.restore.Method;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A dump in files, and what was written down of it.
 *
 * @param folder where its files are
 * @param database the name of the database that was dumped
 * @param server the version of its server, as 15.4
 * @param client the version of the client that wrote it
 * @param size what the database took on disk
 * @param took how long the dump took
 * @param point what it is good for
 * @param memo all that was written down
 */
public record Snapshot(
    Path folder,
    String database,
    String server,
    String client,
    long size,
    Duration took,
    RestorePoint point,
    Memo memo) {

  static Snapshot of(Folder folder, Memo memo) {
    return new Snapshot(
        folder.path(),
        memo.value("database").orElse("?"),
        memo.value("server").orElse("?"),
        memo.value("client").orElse("?"),
        memo.number("size").orElse(0L),
        Duration.ofMillis(memo.number("took-millis").orElse(0L)),
        new RestorePoint(
            Method.SNAPSHOT,
            folder.path().getFileName().toString(),
            memo.value("origin").flatMap(Origin::of).orElse(Origin.ASKED),
            memo.time("at").orElse(Instant.EPOCH),
            memo.value("lsn").orElse(null),
            memo.contents().orElse(null),
            folder.bytes(),
            folder.verified().orElse(null)),
        memo);
  }

  /** The roles that have to be on a server before it can be restored there. */
  public List<String> roles() {
    return memo.values("role");
  }
}
