package dev.ebb.restore.swap;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Contents;
import dev.ebb.restore.Forfeit;
import dev.ebb.restore.Mismatch;
import dev.ebb.restore.Replacement;
import dev.ebb.restore.RestoreMethod.Manner;
import dev.ebb.restore.RestoreMethod.Stage;
import dev.ebb.restore.RestoreMethod.Visitors;
import dev.ebb.restore.RestorePoint;
import dev.ebb.sql.Quote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What all methods have in common that put one database in the place of another: what has to be so,
 * the swap itself, and writing down what was replaced. Confined to one thread.
 */
public final class Replacing {
  /** More than that is not counted row by row only to say what would be lost. */
  private static final long MUCH = 4L << 30;

  /** For so long somebody who holds a table is waited for, only to say what would be lost. */
  private static final Duration GLANCE = Duration.ofSeconds(2);

  private static final int NAMED = 8;
  private static final String ROOM = "room on the server's disk";
  private static final String ATTACHED =
      """
      SELECT 'prepared transaction ' || gid AS what FROM pg_catalog.pg_prepared_xacts WHERE database = ?
      UNION ALL
      SELECT 'replication slot ' || slot_name FROM pg_catalog.pg_replication_slots WHERE database = ?
      UNION ALL
      SELECT 'subscription ' || subname FROM pg_catalog.pg_subscription s
        JOIN pg_catalog.pg_database d ON d.oid = s.subdbid WHERE d.datname = ?
      UNION ALL
      SELECT 'security label of ' || l.provider FROM pg_catalog.pg_shseclabel l
        JOIN pg_catalog.pg_database d ON d.oid = l.objoid AND l.classoid = 'pg_catalog.pg_database'::regclass
       WHERE d.datname = ?
      UNION ALL
      SELECT 'being a template for others' FROM pg_catalog.pg_database WHERE datistemplate AND datname = ?
      ORDER BY 1\
      """;

  private final Site site;
  private final Session session;

  /**
   * Works from a session.
   *
   * @param session beside all databases concerned
   */
  public Replacing(Site site, Session session) {
    this.site = site;
    this.session = session;
  }

  /**
   * Puts a database that was verified in the place of the site's, and looks into what was replaced.
   *
   * @param found what is in the successor
   * @throws Fault if all is as it was
   */
  public Replacement carryOut(
      String successor, Contents found, Manner manner, Consumer<Stage> stages) {
    stages.accept(Stage.SWAPPING);
    Swap.Done done = new Swap(site, session).put(successor, manner.visitors());
    boolean owing = !handedOver();
    stages.accept(Stage.COUNTING);
    remember(done, owing ? done.tag() : done.tag().settled());
    return new Replacement(
        site.database(), done.tag().name(), done.kept(), done.pause(), done.ended(), found);
  }

  // What cannot be handed over now stays written down as owed.
  private boolean handedOver() {
    try {
      Handover.settle(site.connector(), session);
      return Handover.owing(site.connector(), session).isEmpty();
    } catch (SqlFailure | Fault _) {
      return false;
    }
  }

  // Nobody writes there any more, so this holds as long as it is kept. The swap stands whatever
  // comes of it.
  private void remember(Swap.Done done, Tag tag) {
    try (Session inside = site.open(done.kept())) {
      Contents contents = new ContentsReader(site.tenants()).count(inside);
      session.execute(tag.seen(contents, site.clock().instant()).applied(done.kept()));
    } catch (SqlFailure | Fault _) {
      // then nothing is known of it but when it was replaced
    }
  }

  /**
   * What would be lost if a point replaced what is there now, every row counted if that is done
   * soon. Of a database that is damaged, or in which somebody holds a table, not more is known than
   * that it is so: just then it has to be replaced.
   *
   * @param conditions where it is added that more cannot be told
   */
  public static List<Forfeit> forfeits(Site site, RestorePoint point, List<Condition> conditions) {
    try (Session live = site.connector().open()) {
      live.execute("SET lock_timeout = '" + GLANCE.toMillis() + "ms'");
      Site.unhurried(live);
      ContentsReader reader = new ContentsReader(site.tenants());
      boolean much = Databases.size(live, site.database()) > MUCH;
      return Forfeit.of(point, much ? reader.look(live) : reader.count(live));
    } catch (SqlFailure e) {
      conditions.add(
          new Condition.Open("what would be lost can be counted", "no: " + e.serverMessage()));
      return List.of(new Forfeit.Writes(point.at()));
    }
  }

  /**
   * Gives a copy the settings of the site's database, without which sessions in it would find other
   * tables under the same names: no copy has them.
   */
  public static void dress(Site site, Session session, String copy) {
    for (String sql : Traits.read(session, site.database()).settings(copy)) {
      try {
        session.execute(sql);
      } catch (SqlFailure e) {
        // a copy that is only looked into can do without what our role may not set
        if (!e.isPermission()) {
          throw e;
        }
      }
    }
  }

  /** Gives what was made its name, its tag, and what the server keeps about the original. */
  public static void name(Site site, Session session, Making making, String database, Tag tag) {
    Traits traits = Traits.read(session, site.database());
    List<String> sql = new ArrayList<>();
    sql.add(
        "ALTER DATABASE "
            + Quote.identifier(making.database())
            + " RENAME TO "
            + Quote.identifier(database));
    sql.addAll(traits.applied(database, Traits.read(session, making.database())));
    sql.add(tag.applied(database));
    sql.add(Swap.readOnly(database));
    session.execute("BEGIN;\n" + String.join(";\n", sql) + ";\nCOMMIT");
    making.made();
  }

  /** Drops a database that somebody asked to have deleted. */
  public static void drop(Site site, Session session, String database, Visitors visitors) {
    requireHandedOver(site, session, database);
    List<Visitor> there = Visitor.staying(database, session, site);
    if (!there.isEmpty() && visitors == Visitors.RESPECTED) {
      throw Fault.of(
          FaultCode.REFUSED,
          "somebody is connected to database \"" + database + "\":\n" + Emptying.names(there),
          "have them leave, or add --end-sessions; nothing was changed");
    }
    try {
      if (there.isEmpty()) {
        session.execute("DROP DATABASE " + Quote.identifier(database));
      } else {
        Databases.drop(session, database);
      }
    } catch (SqlFailure e) {
      throw Databases.refused(e, "database \"" + database + "\" was not deleted");
    }
  }

  private static void requireHandedOver(Site site, Session session, String database) {
    List<String> why = Handover.settle(site.connector(), session).failed();
    if (Handover.owing(site.connector(), session).stream()
        .anyMatch(tagged -> tagged.database().equals(database))) {
      throw Fault.of(
          FaultCode.REFUSED,
          "database \""
              + database
              + "\" has entries of the audit that are nowhere else: "
              + String.join("; ", why),
          "mend the cause, and run it again; without Ebb: DROP DATABASE, and they are gone. Nothing"
              + " was changed");
    }
  }

  /** Whether there is room for so much on the disk on which the database lies. */
  public static List<Condition> room(Site site, Session session, long bytes) {
    return List.of(
        Databases.free(session, site.database())
            .<Condition>map(free ->
                free > bytes + bytes / 10
                    ? new Condition.Met(ROOM)
                    : new Condition.Unmet(
                        ROOM,
                        "it takes " + (bytes >> 20) + " MB, and " + (free >> 20) + " MB are free",
                        "make room, or delete an older branch: ebb " + site.command("branch list")))
            .orElseGet(() ->
                new Condition.Open(ROOM, "how much is free on another machine cannot be seen")));
  }

  /**
   * Refuses to begin what is known not to fit.
   *
   * @throws Fault MACHINE if there is too little room
   */
  public static void requireRoom(List<Condition> conditions) {
    for (Condition condition : conditions) {
      if (condition instanceof Condition.Unmet(String what, String why, String remedy)
          && what.equals(ROOM)) {
        throw Fault.of(
            FaultCode.MACHINE,
            "there is too little " + what + ": " + why,
            remedy + "; nothing was changed");
      }
    }
  }

  /** Whether nobody is in the database who may not be sent away. */
  public static List<Condition> visitors(Site site, Session session, Visitors visitors) {
    String what = "nobody is in the database";
    List<Visitor> there = Visitor.staying(site.database(), session, site);
    if (there.stream().anyMatch(Visitor::migrating)) {
      return List.of(
          new Condition.Unmet(
              what,
              "migrations are running:\n" + Emptying.names(there),
              "wait until they are done"));
    }
    if (there.isEmpty()) {
      return List.of(new Condition.Met(what));
    }
    String who = there.size() + " connected:\n" + Emptying.names(there);
    return List.of(
        visitors == Visitors.ENDED
            ? new Condition.Open(what, who + "\n  they will be asked to leave")
            : new Condition.Unmet(what, who, "stop the application, or add --end-sessions"));
  }

  /** Whether nothing hangs on the database that would not follow its name. */
  public static List<Condition> attachments(Site site, Session session) {
    String what = "nothing hangs on the database itself";
    List<String> found;
    try {
      String name = site.database();
      found = session.query(ATTACHED, row -> row.text("what"), name, name, name, name, name);
    } catch (SqlFailure e) {
      if (e.isPermission()) {
        return List.of(new Condition.Open(what, "our role may not see that: " + e.serverMessage()));
      }
      throw e;
    }
    return found.isEmpty()
        ? List.of(new Condition.Met(what))
        : List.of(
            new Condition.Open(
                what,
                String.join(", ", found)
                    + " would stay with the database that is replaced, and not follow its name"));
  }

  /** That something may not take the place of a database, since it is not what it was. */
  public static Fault differs(String what, List<Mismatch> mismatches) {
    String list =
        mismatches.stream()
            .limit(NAMED)
            .map(mismatch -> "  " + mismatch.what())
            .collect(Collectors.joining("\n"));
    return Fault.of(
        FaultCode.DIRTY,
        what
            + " does not hold what was recorded of it:\n"
            + list
            + (mismatches.size() > NAMED
                ? "\n  and " + (mismatches.size() - NAMED) + " more differences"
                : ""),
        "the database was left alone. If that is what you want there, add --even-if-changed");
  }
}
