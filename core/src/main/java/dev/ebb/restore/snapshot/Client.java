package dev.ebb.restore.snapshot;

import dev.ebb.exec.Command;
import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's programs for dumps on this machine, of one version.
 *
 * @param dump pg_dump
 * @param restore pg_restore
 * @param major the number before the point
 * @param version as the program tells it
 */
record Client(Path dump, Path restore, int major, String version) {
  private static final Pattern VERSION = Pattern.compile("\\) (\\d+)\\S*");
  private static final List<Path> HOMES =
      List.of(Path.of("/usr/lib/postgresql"), Path.of("/usr"), Path.of("/opt/homebrew/opt"));

  /** From here on dumps may be compressed by zstd, which is as small as gzip and much faster. */
  private static final int WITH_ZSTD = 16;

  /**
   * The client that fits a server best: of the same major version, else the nearest newer one.
   *
   * @param choice a folder with the programs; if null, PATH and the usual places are searched
   * @throws Fault MACHINE, saying what to install, if there is none as new as the server
   */
  static Client find(Programs programs, @Nullable Path choice, int server) {
    List<Client> all =
        (choice == null ? folders(programs).stream() : Stream.of(choice))
            .flatMap(folder -> in(programs, folder).stream())
            .sorted(Comparator.comparingInt(Client::major))
            .toList();
    return all.stream()
        .filter(client -> client.major >= server)
        .findFirst()
        .orElseThrow(() -> none(all, server));
  }

  private static Fault none(List<Client> all, int server) {
    String found =
        all.isEmpty()
            ? "there is no pg_dump here"
            : "the newest pg_dump here is "
                + all.getLast().version
                + " ("
                + all.getLast().dump
                + "), and an older one cannot dump a newer server";
    return Fault.of(
        FaultCode.MACHINE,
        "a snapshot of a PostgreSQL %d server needs its client: %s".formatted(server, found),
        "install it: apt-get install postgresql-client-%1$d   (or: dnf install postgresql%1$d, brew install postgresql@%1$d); nothing was changed"
            .formatted(server));
  }

  private static List<Path> folders(Programs programs) {
    List<Path> folders = new ArrayList<>();
    for (Path home : HOMES) {
      try (Stream<Path> versions = Files.list(home)) {
        versions
            .filter(path -> path.getFileName().toString().matches("(postgresql@|pgsql-)?\\d+"))
            .map(path -> path.resolve("bin"))
            .forEach(folders::add);
      } catch (IOException _) {
        // not that kind of machine
      }
    }
    programs.find("pg_dump").map(Path::getParent).ifPresent(folders::add);
    return folders;
  }

  private static Optional<Client> in(Programs programs, Path folder) {
    Path dump = folder.resolve("pg_dump");
    Path restore = folder.resolve("pg_restore");
    if (!Files.isExecutable(dump) || !Files.isExecutable(restore)) {
      return Optional.empty();
    }
    Ending ending = programs.run(Command.of(dump.toString(), "--version"));
    Matcher version = VERSION.matcher(ending.output().out());
    return ending.succeeded() && version.find()
        ? Optional.of(
            new Client(
                dump,
                restore,
                Integer.parseInt(version.group(1)),
                version.group().substring(2).strip()))
        : Optional.empty();
  }

  /** The option for the best compression that it may have. */
  String compression() {
    return major >= WITH_ZSTD ? "--compress=zstd:1" : "--compress=1";
  }
}
