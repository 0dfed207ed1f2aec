package dev.ebb.cli.restoring;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.snapshot.Cipher;
import dev.ebb.restore.snapshot.Snapshot;
import dev.ebb.restore.snapshot.Snapshots;
import dev.ebb.restore.snapshot.Tools;
import dev.ebb.restore.snapshot.Wanted;
import dev.ebb.restore.swap.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The options of snapshots: where they are, what of one is wanted, which are too old. */
final class SnapshotOptions {
  private static final Option DIR =
      Option.value(
          "DIR", "where snapshots are; default: $EBB_SNAPSHOTS, else .ebb/snapshots", "dir");
  private static final Option CLIENT =
      Option.value(
          "DIR", "where pg_dump and pg_restore are; default: the best that are found", "client");
  private static final Option ENCRYPT =
      Option.value(
          "age:KEY|gpg:KEY", "create: encrypt it by that program for that public key", "encrypt");
  private static final Option IDENTITY =
      Option.value("FILE", "the key of age that reads an encrypted one", "identity");
  private static final Option TABLE =
      Option.value("[S.]T", "restore: only lost rows of this table", "table");
  private static final Option COLUMN =
      Option.list("C,…", "restore --table: lost values of these columns instead", "column");
  private static final Option WINNER =
      Option.value(
          "live|snapshot",
          "restore --column: whose value counts where both have one; default: live",
          "winner");
  private static final Option KEEP = Option.value("N", "delete: all but the newest N", "keep");
  private static final Option OLDER =
      Option.value("DAYS", "delete: those that old, but never the newest", "older-than");

  static final List<Option> ALL =
      List.of(DIR, CLIENT, ENCRYPT, IDENTITY, TABLE, COLUMN, WINNER, KEEP, OLDER);

  private SnapshotOptions() {}

  static Snapshots snapshots(Invocation call, Site site) {
    Function<String, Path> file =
        name -> call.surroundings().folder().resolve(name).toAbsolutePath().normalize();
    Tools tools =
        new Tools(
            Programs.local(),
            call.arguments().value(CLIENT).map(file).orElse(null),
            call.arguments().value(ENCRYPT).map(Cipher::parse).orElse(null),
            call.arguments().value(IDENTITY).map(file).orElse(null));
    return new Snapshots(site, root(call), tools);
  }

  static Path root(Invocation call) {
    String given =
        call.arguments()
            .value(DIR)
            .orElseGet(() -> call.surroundings().environment().getOrDefault("EBB_SNAPSHOTS", ""));
    return given.isEmpty()
        ? call.folder().resolve(".ebb").resolve("snapshots").toAbsolutePath().normalize()
        : call.surroundings().folder().resolve(given).toAbsolutePath().normalize();
  }

  /** What of a table is to come back, if not the whole database. */
  static Optional<Wanted> wanted(Invocation call) {
    List<String> columns = call.arguments().values(COLUMN);
    Optional<String> table = call.arguments().value(TABLE);
    if (table.isEmpty() && (!columns.isEmpty() || call.arguments().has(WINNER))) {
      throw Fault.of(
          FaultCode.USAGE, "--column and --winner need a --table", "name it: --table=public.users");
    }
    boolean overwrite =
        switch (call.arguments().value(WINNER).orElse("live")) {
          case "live" -> false;
          case "snapshot" -> true;
          default ->
              throw Fault.of(
                  FaultCode.USAGE,
                  "--winner is neither live nor snapshot",
                  "leave it out for live");
        };
    return table.map(name -> {
      List<String> parts = split(name);
      return parts.size() == 1
          ? new Wanted("public", parts.getFirst(), columns, overwrite)
          : new Wanted(parts.getFirst(), parts.getLast(), columns, overwrite);
    });
  }

  /** At the first point outside of double quotes; what is quoted means exactly that. */
  private static List<String> split(String name) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '"' && quoted && name.startsWith("\"", i + 1)) {
        part.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == '.' && !quoted && parts.isEmpty()) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  /**
   * Those that are to go, of all, the newest first; never the newest, and none before it is sure.
   */
  static List<Snapshot> expired(Invocation call, List<Snapshot> all) {
    if (!call.arguments().has(KEEP) && !call.arguments().has(OLDER)) {
      throw Fault.of(
          FaultCode.USAGE,
          "nothing is named that is to be deleted",
          "name a snapshot, or say --keep=N or --older-than=DAYS");
    }
    int keep = call.arguments().number(KEEP, 1, 1);
    Instant before = Instant.now().minus(Duration.ofDays(call.arguments().number(OLDER, 0, 0)));
    List<Snapshot> old =
        all.stream()
            .skip(keep)
            .filter(s -> !call.arguments().has(OLDER) || s.point().at().isBefore(before))
            .toList();
    if (!old.isEmpty() && all.getFirst().point().verifiedAt() == null) {
      String newest = all.getFirst().point().reference();
      throw Fault.of(
          FaultCode.REFUSED,
          "the newest snapshot, "
              + newest
              + ", was never verified, and older ones are not deleted"
              + " before it is",
          "run: ebb snapshot verify " + newest + " --db=" + SchemaChoice.one(call).name());
    }
    return old;
  }
}
