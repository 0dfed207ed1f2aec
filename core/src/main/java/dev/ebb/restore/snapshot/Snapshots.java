package dev.ebb.restore.snapshot;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Contents;
import dev.ebb.restore.Estimate;
import dev.ebb.restore.Forfeit;
import dev.ebb.restore.Method;
import dev.ebb.restore.Mismatch;
import dev.ebb.restore.Offer;
import dev.ebb.restore.Replacement;
import dev.ebb.restore.RestoreMethod;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.swap.ContentsReader;
import dev.ebb.restore.swap.Databases;
import dev.ebb.restore.swap.Making;
import dev.ebb.restore.swap.Replacing;
import dev.ebb.restore.swap.Site;
import dev.ebb.restore.swap.Turn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Snapshots of a database: dumps in files, each sealed with checksums and with what has to be in a
 * database that is restored from it. Confined to one thread.
 */
public final class Snapshots implements RestoreMethod {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,79}");

  private final Site site;
  private final Path root;
  private final Tools tools;
  private final Loading loading;

  /** Snapshots in a folder. */
  public Snapshots(Site site, Path root, Tools tools) {
    this.site = site;
    this.root = root;
    this.tools = tools;
    this.loading = new Loading(tools.programs(), site, tools.client());
  }

  @Override
  public Method method() {
    return Method.SNAPSHOT;
  }

  @Override
  public List<RestorePoint> points() {
    return snapshots().stream().map(Snapshot::point).toList();
  }

  /** Of which database the snapshot in a folder is; empty if there is none. */
  public static Optional<String> databaseOf(Path folder) {
    return new Folder(folder).manifest().flatMap(memo -> memo.value("database"));
  }

  /** All of the database, the newest first. Asks no server. */
  public List<Snapshot> snapshots() {
    return Folder.all(root).stream()
        .flatMap(folder -> folder.manifest().map(memo -> Snapshot.of(folder, memo)).stream())
        .filter(snapshot -> snapshot.database().equals(site.database()))
        .sorted(Comparator.comparing((Snapshot s) -> s.point().at()).reversed())
        .toList();
  }

  /**
   * The one of that name.
   *
   * @throws Fault UNKNOWN_NAME
   */
  public Snapshot named(String name) {
    List<Snapshot> all = snapshots();
    List<String> names = all.stream().map(s -> s.point().reference()).toList();
    return all.stream()
        .filter(snapshot -> snapshot.point().reference().equals(name))
        .findFirst()
        .orElseThrow(() ->
            Fault.of(
                FaultCode.UNKNOWN_NAME,
                "there is no snapshot \""
                    + name
                    + "\" of database \""
                    + site.database()
                    + "\" in "
                    + root,
                Nearest.to(name, names).map(near -> "did you mean " + near + "? ").orElse("")
                    + (names.isEmpty()
                        ? "there is none"
                        : "there are: " + String.join(", ", names))));
  }

  /**
   * What a dump would need and cost: the client has to be there. Changes nothing.
   *
   * @return what it would take; the size is that of the database, of which a dump needs a part
   */
  public Estimate plan(String name) {
    if (!NAME.matcher(name).matches()) {
      throw Fault.of(
          FaultCode.USAGE,
          "\"" + name + "\" cannot be the name of a snapshot",
          "use up to 80 letters, digits, -, _ and ., beginning with a letter or digit");
    }
    if (Files.exists(root.resolve(name))) {
      throw Fault.of(
          FaultCode.REFUSED,
          "there is a snapshot \"" + name + "\" already in " + root,
          "choose another name, or delete that one: ebb "
              + site.command("snapshot delete " + name));
    }
    try (Session session = site.connector().open()) {
      Client.find(tools.programs(), tools.client(), session.facts().major());
      long bytes = Databases.size(session, site.database());
      return new Estimate(Duration.ofMillis(500 + bytes / 60_000), Duration.ZERO, bytes / 3);
    }
  }

  /**
   * Dumps the database as it is at one moment. Others go on working; whoever wants to change a
   * table meanwhile has the dump given up and tried again later, and Ebb's own migrations wait.
   *
   * @throws Fault if there is none, and nothing is left of it
   */
  public Snapshot create(String name, Origin origin, Consumer<Stage> stages) {
    plan(name);
    Cipher cipher = tools.cipher();
    if (cipher != null) {
      cipher.require(tools.programs());
    }
    stages.accept(Stage.REMOVING);
    Folder.removeLeftovers(root);
    try {
      return new Creation(site, root, tools).run(name, origin, stages);
    } catch (SqlFailure e) {
      throw Databases.refused(e, "no snapshot of database \"" + site.database() + "\" was made");
    }
  }

  @Override
  public Offer offer(RestorePoint point) {
    Snapshot snapshot = named(point.reference());
    try (Session session = site.beside()) {
      List<Condition> conditions = new ArrayList<>();
      conditions.add(toolThere(session.facts().major()));
      List<String> roles = Origins.missingRoles(snapshot.memo(), session);
      conditions.add(
          roles.isEmpty()
              ? new Condition.Met("the roles of the snapshot are on the server")
              : new Condition.Unmet(
                  "the roles of the snapshot are on the server",
                  "missing: " + String.join(", ", roles),
                  "create them"));
      conditions.addAll(Replacing.room(site, session, snapshot.size()));
      conditions.addAll(Replacing.attachments(site, session));
      List<Forfeit> forfeits = Replacing.forfeits(site, snapshot.point(), conditions);
      conditions.addAll(Replacing.visitors(site, session, Visitors.RESPECTED));
      return new Offer(
          snapshot.point(),
          conditions,
          estimate(snapshot),
          forfeits,
          site.command("snapshot restore " + point.reference()),
          "what is there now becomes a branch: 'ebb branch promote' brings it back");
    }
  }

  private Condition toolThere(int server) {
    String what = "pg_restore fits the server";
    try {
      Client.find(tools.programs(), tools.client(), server);
      return new Condition.Met(what);
    } catch (Fault fault) {
      return new Condition.Unmet(
          what, fault.problems().getFirst().what(), fault.problems().getFirst().remedy());
    }
  }

  private static Estimate estimate(Snapshot snapshot) {
    return new Estimate(
        Duration.ofMillis(1000 + snapshot.size() / 35_000),
        Duration.ofMillis(300),
        snapshot.size());
  }

  @Override
  public List<Mismatch> verify(RestorePoint point) {
    return verify(named(point.reference()), _ -> {});
  }

  /**
   * Restores a snapshot into a scratch database, looks into that, drops it, and notes it if all is
   * there.
   *
   * @throws Fault if its files are not what was sealed, or it cannot be restored
   */
  public List<Mismatch> verify(Snapshot snapshot, Consumer<Stage> stages) {
    return restored(
        snapshot,
        stages,
        made -> {
          List<Mismatch> mismatches = mismatches(snapshot, made.found());
          if (mismatches.isEmpty()) {
            new Folder(snapshot.folder()).verified(site.clock().instant());
          }
          return mismatches;
        });
  }

  private static List<Mismatch> mismatches(Snapshot snapshot, Contents found) {
    Contents expected = snapshot.point().contents();
    return expected == null ? List.of() : expected.against(found);
  }

  @Override
  public Replacement goBack(RestorePoint point, Manner manner, Consumer<Stage> stages) {
    Snapshot snapshot = named(point.reference());
    return restored(
        snapshot,
        stages,
        made -> {
          List<Mismatch> mismatches = mismatches(snapshot, made.found());
          if (!mismatches.isEmpty() && !manner.changed()) {
            throw Replacing.differs("snapshot \"" + point.reference() + "\"", mismatches);
          }
          if (mismatches.isEmpty()) {
            new Folder(snapshot.folder()).verified(site.clock().instant());
          }
          Replacement done =
              new Replacing(site, made.session())
                  .carryOut(made.making().database(), made.found(), manner, stages);
          made.making().made();
          return done;
        });
  }

  /**
   * What was restored and not yet used.
   *
   * @param session beside it
   * @param found what is in it
   */
  private record Restored(Session session, Making making, Contents found) {}

  private <T> T restored(Snapshot snapshot, Consumer<Stage> stages, Function<Restored, T> use) {
    stages.accept(Stage.CHECKING);
    check(snapshot);
    Folder.removeLeftovers(root);
    try (Session session = site.beside();
        Turn _ = Turn.take(site, session);
        Opened opened = Opened.of(snapshot, tools.programs(), tools.identity())) {
      stages.accept(Stage.REMOVING);
      try (Making making = Making.begin(site, session)) {
        stages.accept(Stage.RESTORING);
        loading.create(snapshot.memo(), session, making.database());
        loading.load(opened.dump(), making.database(), session.facts().major());
        Replacing.dress(site, session, making.database());
        stages.accept(Stage.COUNTING);
        Contents found;
        try (Session inside = site.open(making.database())) {
          inside.execute("ANALYZE");
          found = new ContentsReader(site.tenants()).count(inside);
        }
        return use.apply(new Restored(session, making, found));
      }
    } catch (SqlFailure e) {
      throw Databases.refused(
          e, "snapshot \"" + snapshot.point().reference() + "\" was not restored");
    }
  }

  /**
   * Whether its files are those that were sealed. Asks no server.
   *
   * @throws Fault if not
   */
  public static void check(Snapshot snapshot) {
    List<String> flaws = new Folder(snapshot.folder()).flaws();
    if (!flaws.isEmpty()) {
      throw Fault.of(
          FaultCode.DIRTY,
          "snapshot \""
              + snapshot.point().reference()
              + "\" is damaged or was changed:\n  "
              + String.join("\n  ", flaws.subList(0, Math.min(8, flaws.size()))),
          "it is not used; take another one ('ebb snapshot list'). Nothing was changed");
    }
  }

  /**
   * Brings back rows of one table, beside those that are there now.
   *
   * @param wanted which table, and whose value counts
   */
  public Returned bringBack(Snapshot snapshot, Wanted wanted, Consumer<Stage> stages) {
    stages.accept(Stage.CHECKING);
    check(snapshot);
    Folder.removeLeftovers(root);
    try (Session session = site.beside();
        Turn _ = Turn.take(site, session);
        Opened opened = Opened.of(snapshot, tools.programs(), tools.identity());
        Making making = Making.begin(site, session)) {
      stages.accept(Stage.RESTORING);
      loading.create(snapshot.memo(), session, making.database());
      Path dump = opened.dump();
      int major = session.facts().major();
      loading.load(dump, making.database(), major, "--section=pre-data");
      String[] options;
      try (Session inside = site.open(making.database())) {
        options = TableReturn.options(inside, wanted);
      }
      loading.load(dump, making.database(), major, options);
      stages.accept(Stage.RETURNING);
      return new TableReturn(site, wanted).from(making.database());
    } catch (SqlFailure e) {
      throw Databases.refused(e, "nothing of table " + wanted.title() + " was brought back");
    }
  }

  /** Removes a snapshot for good. */
  public void delete(Snapshot snapshot) {
    new Folder(snapshot.folder()).remove();
  }
}
