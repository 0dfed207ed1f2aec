package dev.ebb.restore.pgbackrest;

import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.restore.Condition;
import dev.ebb.restore.RestoreMethod.Visitors;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.swap.Visitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Looks up what has to be so. */
final class Conditions {
  private static final int NAMED = 6;
  private static final String FOLLOWERS =
      """
      SELECT 'standby ' || coalesce(nullif(application_name, ''), 'unnamed')
             || coalesce(' at ' || host(client_addr), '') AS what
        FROM pg_catalog.pg_stat_replication
      UNION ALL
      SELECT 'replication slot ' || slot_name FROM pg_catalog.pg_replication_slots
       WHERE NOT temporary
      ORDER BY 1\
      """;

  /** What a new cluster needs beside what was backed up. */
  private static final long SPARE = 64L << 20;

  private final Scene scene;
  private final Archive archive;

  Conditions(Scene scene, Archive archive) {
    this.scene = scene;
    this.archive = archive;
  }

  static Condition.Unmet unmet(String what, Fault fault) {
    return new Condition.Unmet(
        what,
        fault.problems().getFirst().what(),
        String.valueOf(fault.problems().getFirst().remedy()));
  }

  /**
   * Of the archive and the server.
   *
   * @param tried whether to have a segment archived, which takes a second
   */
  List<Condition> ofTheArchive(boolean tried) {
    List<Condition> all = new ArrayList<>();
    if (found(all, "the server tells what it is", archive::cluster)
        && found(all, "the server is on this machine", archive::identity)
        && found(all, "pgBackRest has backups of this server", archive::stanza)) {
      all.add(archiving());
      all.add(privileges());
      if (tried && !archive.isDown()) {
        all.add(checked());
      }
    }
    return all;
  }

  private static boolean found(List<Condition> all, String what, Runnable search) {
    try {
      search.run();
      all.add(new Condition.Met(what));
      return true;
    } catch (Fault fault) {
      all.add(unmet(what, fault));
      return false;
    }
  }

  private Condition archiving() {
    String what = "what the server writes comes into the archive";
    Cluster cluster = archive.cluster();
    String stanza = archive.stanza().name();
    if (cluster.archiving().equals("off")) {
      return new Condition.Unmet(
          what,
          "archive_mode is off",
          "set archive_mode=on and archive_command='pgbackrest --stanza="
              + stanza
              + " archive-push %p', and restart the server");
    }
    return cluster.archiveTrouble().isEmpty()
        ? new Condition.Met(what)
        : new Condition.Unmet(
            what,
            "archiving fails: segment " + cluster.archiveTrouble(),
            "see the server's log, and: pgbackrest --stanza=" + stanza + " check");
  }

  private Condition privileges() {
    String what = "our role may make restore points";
    return archive.cluster().privileges()
        ? new Condition.Met(what)
        : new Condition.Unmet(
            what,
            "role "
                + scene.site().connector().settings().user()
                + " may not execute pg_create_restore_point and pg_switch_wal",
            "GRANT EXECUTE ON FUNCTION pg_create_restore_point(text), pg_switch_wal() TO "
                + scene.site().connector().settings().user());
  }

  private Condition checked() {
    String what = "a segment that is written now arrives in the repository";
    String trouble = archive.tool().check();
    return trouble == null
        ? new Condition.Met(what)
        : new Condition.Unmet(
            what,
            trouble,
            "mend it until pgbackrest --stanza="
                + archive.stanza().name()
                + " check"
                + " succeeds");
  }

  /** Of the disk. */
  Condition room(long bytes) {
    String what = "room for a second data directory";
    Path folder = Yard.folder(scene, archive);
    long needed = bytes + SPARE;
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < needed) {
        return new Condition.Unmet(
            what,
            folder + " has " + (free >> 20) + " MB, and " + (needed >> 20) + " MB are needed",
            "make room, or name another folder: --setting=folder=DIR");
      }
    } catch (IOException e) {
      return new Condition.Open(what, "the disk of " + folder + " does not tell: " + e);
    }
    return archive.identity().test(archive.programs(), "-w", folder)
        ? new Condition.Met(what)
        : new Condition.Unmet(
            what,
            "user " + archive.identity().user() + " may not write into " + folder,
            "name a folder where the server's user may: --setting=folder=DIR");
  }

  /** Of putting a place where the old one is. */
  List<Condition> ofTheSwitch(Place place, Visitors visitors) {
    List<Condition> all = new ArrayList<>();
    String looked = "the place was looked into, and holds what it should";
    all.add(
        place.state() == Place.State.VERIFIED || place.state() == Place.State.SWITCHING
            ? new Condition.Met(looked)
            : new Condition.Unmet(
                looked,
                "it is " + place.state().word(),
                "run: ebb " + scene.site().command("pitr resume " + place.name())));
    if (found(all, "the server is on this machine", archive::identity)) {
      all.add(ours());
      all.add(beside());
      all.add(alone(visitors));
      all.add(followers());
    }
    return all;
  }

  /** Whether nobody draws on the server's log: what comes after a switch is another history. */
  Condition followers() {
    String what = "nobody follows the server's log of writes";
    if (archive.isDown()) {
      return new Condition.Open(what, "the server does not answer");
    }
    try (Session session = archive.open()) {
      List<String> found = session.query(FOLLOWERS, row -> row.text("what"));
      return found.isEmpty()
          ? new Condition.Met(what)
          : new Condition.Open(
              what,
              String.join(", ", found)
                  + ": after a switch they follow a history that has ended, and have to be made"
                  + " anew; slots do not come back");
    }
  }

  // Who starts a server again that ended, or knows another one as its own, would not notice ours.
  private Condition ours() {
    String what = "nobody else starts and stops the server";
    if (scene.setting("start").isPresent() && scene.setting("stop").isPresent()) {
      return new Condition.Met(what);
    }
    long pid = Postmaster.of(archive.data()).map(Postmaster::pid).orElse(0L);
    String unit = Service.of(pid);
    return unit.isEmpty()
        ? new Condition.Met(what)
        : new Condition.Unmet(
            what,
            unit + " does",
            "do it by hand with --switch=print, or say how: --setting='start=systemctl start …',"
                + "'stop=systemctl stop …'");
  }

  private Condition beside() {
    String what = "the data directory can be renamed";
    Path data = archive.data();
    try {
      boolean sameDisk =
          Files.getFileStore(data).equals(Files.getFileStore(data.toAbsolutePath().getParent()));
      if (sameDisk && scene.setting("folder").isEmpty()) {
        return new Condition.Met(what);
      }
    } catch (IOException e) {
      return new Condition.Open(what, e.toString());
    }
    return new Condition.Unmet(
        what,
        data + " is a disk of its own, or the new one is elsewhere",
        "have the server use the new directory: --switch=print shows where it is");
  }

  private Condition alone(Visitors visitors) {
    String what = "nobody is connected who may not be sent away";
    List<Visitor> there = new ArrayList<>();
    if (archive.isDown()) {
      return new Condition.Met(what);
    }
    try (Session session = archive.open()) {
      List<String> all = new ArrayList<>(archive.cluster().databases());
      all.add(scene.site().database());
      all.add("postgres");
      all.stream()
          .distinct()
          .forEach(database -> there.addAll(Visitor.in(database, session, scene.site())));
    }
    there.removeIf(visitor -> visitor.application().equals("ebb") && !visitor.migrating());
    boolean migrating = there.stream().anyMatch(Visitor::migrating);
    if (there.isEmpty() || (visitors == Visitors.ENDED && !migrating)) {
      return new Condition.Met(what);
    }
    return new Condition.Unmet(
        what,
        there.size()
            + (there.size() == 1 ? " session is" : " sessions are")
            + " connected to the server:\n"
            + there.stream()
                .limit(NAMED)
                .map(visitor -> "  " + visitor.describe())
                .collect(Collectors.joining("\n")),
        migrating
            ? "wait until the migrations are done"
            : "stop the application, or add --end-sessions: the server is stopped and started");
  }
}
