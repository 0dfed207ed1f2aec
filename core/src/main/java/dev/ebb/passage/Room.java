package dev.ebb.passage;

import dev.ebb.Proposal;
import dev.ebb.db.Session;
import dev.ebb.keep.LossPolicy;
import dev.ebb.loss.Loss;
import dev.ebb.loss.LossReport;
import dev.ebb.sql.SqlName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How much disk a way takes in one database, about: what is kept of what goes, and the tables that
 * are written anew. New indexes and the write-ahead log are not in it, since no text tells them.
 *
 * @param kept bytes of what is copied before it goes
 * @param anew bytes of tables that are written anew, with their indexes
 * @param tables those tables
 * @param free bytes that are free where the server has its files; empty if this is another machine,
 *     or the role may not know where they are
 * @param disk the folder that has them; empty if it is not known
 */
record Room(long kept, long anew, List<String> tables, Optional<Long> free, String disk) {
  /** Below that nobody wants to hear of it, unless it is not there. */
  private static final long WORTH_A_WORD = 16L << 20;

  private static final int NAMED = 5;

  Room {
    tables = List.copyOf(tables);
  }

  static Room of(Session session, Proposal proposal, LossReport report, LossPolicy policy) {
    long kept = policy == LossPolicy.ACCEPT ? 0 : copied(report);
    long anew = 0;
    List<String> tables = new ArrayList<>();
    for (SqlName table : Scripts.rewritten(proposal)) {
      long size =
          session
              .queryFirst(
                  "SELECT pg_total_relation_size(to_regclass(?)) AS bytes WHERE to_regclass(?) IS NOT NULL",
                  r -> r.int64("bytes"),
                  table.toSql(),
                  table.toSql())
              .orElse(0L);
      if (size > 0) {
        anew += size;
        tables.add(table.toString());
      }
    }
    Optional<Path> files = files(session);
    return new Room(
        kept, anew, tables, files.flatMap(Room::free), files.map(Path::toString).orElse(""));
  }

  // A table that is dropped is moved away, not copied.
  private static long copied(LossReport report) {
    return report.losses().stream()
        .filter(l -> !(l.loss() instanceof Loss.TableDropped))
        .mapToLong(l -> Math.max(0, l.extent().bytes()))
        .sum();
  }

  // The folder must be that server's, not one of the same name on this machine.
  private static Optional<Path> files(Session session) {
    Optional<String> folder =
        session.queryFirst(
            "SELECT setting AS folder FROM pg_catalog.pg_settings WHERE name = 'data_directory'",
            r -> r.text("folder"));
    long started =
        session.queryOne(
            "SELECT extract(epoch FROM pg_postmaster_start_time())::int8 AS at",
            r -> r.int64("at"));
    try {
      if (folder.isPresent()) {
        Path path = Path.of(folder.get());
        List<String> lines = Files.readAllLines(path.resolve("postmaster.pid"));
        if (lines.size() > 2 && Math.abs(Long.parseLong(lines.get(2).strip()) - started) <= 2) {
          return Optional.of(path);
        }
      }
    } catch (IOException | InvalidPathException | NumberFormatException _) {
      // another machine, or not ours to read
    }
    return Optional.empty();
  }

  private static Optional<Long> free(Path folder) {
    try {
      return Optional.of(Files.getFileStore(folder).getUsableSpace());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The same once others have taken their part of the disk. */
  Room after(long taken) {
    return new Room(kept, anew, tables, free.map(f -> Math.max(0, f - taken)), disk);
  }

  long needed() {
    return kept + anew;
  }

  /** Whether more is needed than is free, as far as that is known. */
  boolean isTooSmall() {
    return free.isPresent() && free.get() < needed();
  }

  /** In a sentence without a full stop; nothing if it is little, and there. */
  Optional<String> words() {
    if (needed() < WORTH_A_WORD && !isTooSmall()) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    if (kept > 0) {
      parts.add(size(kept) + " for what is kept");
    }
    if (anew > 0) {
      String named = tables.stream().limit(NAMED).collect(Collectors.joining(", "));
      parts.add(
          "%s for tables that are written anew or changed as a whole (%s%s)"
              .formatted(size(anew), named, tables.size() > NAMED ? ", …" : ""));
    }
    return Optional.of(
        "about %s of disk are needed on the way, at most %s; new indexes and the write-ahead log come on top; %s"
            .formatted(
                size(needed()),
                String.join(" and ", parts),
                free.map(f -> size(f) + " are free in " + disk)
                    .orElse("how much is free, only the server's machine can tell")));
  }

  private static String size(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", (bytes + (1 << 20) - 1) >> 20);
  }
}
