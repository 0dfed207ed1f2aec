package dev.ebb.restore.branch;

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
import dev.ebb.restore.swap.Tag;
import dev.ebb.restore.swap.Tag.Tagged;
import dev.ebb.restore.swap.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Branches of a database: whole copies beside it, on its server, that a transaction can put in its
 * place. What one replaces becomes a branch itself, so that every way back has a way back. Confined
 * to one thread.
 */
public final class LocalBranches implements RestoreMethod {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,39}");

  /** The transaction itself takes milliseconds; to have everybody leave takes most. */
  private static final Duration SWAP = Duration.ofMillis(300);

  private final Site site;
  private final ContentsReader reader;

  /** Branches of that database. */
  public LocalBranches(Site site) {
    this.site = site;
    this.reader = new ContentsReader(site.tenants());
  }

  @Override
  public Method method() {
    return Method.BRANCH;
  }

  @Override
  public List<RestorePoint> points() {
    return branches().stream().map(Branch::point).toList();
  }

  /** All there are, with the names of their databases, the newest first. Changes nothing. */
  public List<Branch> branches() {
    try (Session session = site.beside()) {
      return Tag.beside(session, site.database()).stream()
          .map(Branch::of)
          .sorted(Comparator.comparing((Branch b) -> b.point().at()).reversed())
          .toList();
    }
  }

  /**
   * The branch of that name.
   *
   * @throws Fault UNKNOWN_NAME
   */
  public Branch named(String name) {
    List<Branch> all = branches();
    return all.stream()
        .filter(branch -> branch.point().reference().equals(name))
        .findFirst()
        .orElseThrow(() -> {
          List<String> names = all.stream().map(branch -> branch.point().reference()).toList();
          return Fault.of(
              FaultCode.UNKNOWN_NAME,
              "database \"" + site.database() + "\" has no branch \"" + name + "\"",
              Nearest.to(name, names).map(near -> "did you mean " + near + "? ").orElse("")
                  + (names.isEmpty()
                      ? "it has none; 'ebb " + site.command("branch create") + "' makes one"
                      : "there are: " + String.join(", ", names)));
        });
  }

  /**
   * What making a branch would need and cost. Changes nothing.
   *
   * @param name what it is to be called
   */
  public Plan plan(String name, RestoreMethod.Visitors visitors) {
    check(name);
    try (Session session = site.beside()) {
      String database = databaseName(name);
      if (Databases.exists(session, database)
          || branches().stream().anyMatch(b -> b.point().reference().equals(name))) {
        throw Fault.of(
            FaultCode.REFUSED,
            "there is a branch \"" + name + "\" already (database " + database + ")",
            "choose another name, or delete that one: ebb "
                + site.command("branch delete " + name));
      }
      long bytes = Databases.size(session, site.database());
      Duration time = Databases.copyTime(bytes);
      List<Condition> conditions = new ArrayList<>(Replacing.room(site, session, bytes));
      conditions.addAll(Replacing.visitors(site, session, visitors));
      return new Plan(name, database, bytes, new Estimate(time, time, bytes), conditions);
    }
  }

  private static void check(String name) {
    if (!NAME.matcher(name).matches()) {
      throw Fault.of(
          FaultCode.USAGE,
          "\"" + name + "\" cannot be the name of a branch",
          "use up to 40 letters, digits, - and _, beginning with a letter or digit");
    }
  }

  private String databaseName(String name) {
    return Databases.name(site.database(), "_branch_" + name);
  }

  /**
   * Makes one: copies, looks into the copy, and only then gives it its name. Nobody can connect to
   * the database while it is copied; they wait.
   *
   * @throws Fault if there is none, and nothing is left of it
   */
  public Created create(
      Plan plan, Origin origin, RestoreMethod.Visitors visitors, Consumer<Stage> stages) {
    Replacing.requireRoom(plan.conditions());
    try (Session session = site.beside();
        Turn _ = Turn.take(site, session)) {
      session.endWithClient();
      stages.accept(Stage.REMOVING);
      try (Making making = Making.begin(site, session)) {
        stages.accept(Stage.COPYING);
        String lsn = Databases.lsn(session);
        long begun = System.nanoTime();
        int ended = Databases.copy(site, session, visitors, making.database());
        Duration pause = Duration.ofNanos(System.nanoTime() - begun);
        Replacing.dress(site, session, making.database());
        stages.accept(Stage.COUNTING);
        Contents contents = look(making.database());
        Tag tag =
            new Tag(
                plan.name(),
                site.database(),
                origin,
                site.clock().instant(),
                lsn,
                contents,
                site.clock().instant(),
                null);
        Replacing.name(site, session, making, plan.database(), tag);
        return new Created(Branch.of(new Tagged(plan.database(), plan.bytes(), tag)), pause, ended);
      } catch (SqlFailure e) {
        throw Databases.refused(e, "no branch of database \"" + site.database() + "\" was made");
      }
    }
  }

  private Contents look(String database) {
    try (Session inside = site.open(database)) {
      return reader.count(inside);
    }
  }

  @Override
  public Offer offer(RestorePoint point) {
    Branch branch = named(point.reference());
    try (Session session = site.beside()) {
      List<Condition> conditions =
          new ArrayList<>(Replacing.visitors(site, session, Visitors.RESPECTED));
      conditions.addAll(Replacing.attachments(site, session));
      List<Forfeit> forfeits = Replacing.forfeits(site, branch.point(), conditions);
      return new Offer(
          branch.point(),
          conditions,
          new Estimate(SWAP.plus(Databases.copyTime(branch.point().bytes() / 4)), SWAP, 0),
          forfeits,
          site.command("branch promote " + point.reference()),
          "what is there now becomes a branch: 'ebb branch promote' brings it back");
    }
  }

  @Override
  public List<Mismatch> verify(RestorePoint point) {
    Branch branch = named(point.reference());
    Contents expected = branch.point().contents();
    Contents found = look(branch.database());
    return expected == null ? List.of() : expected.against(found);
  }

  @Override
  public Replacement goBack(RestorePoint point, Manner manner, Consumer<Stage> stages) {
    try (Session session = site.beside();
        Turn _ = Turn.take(site, session)) {
      Branch branch = named(point.reference());
      stages.accept(Stage.COUNTING);
      Contents expected = branch.point().contents();
      Contents found = look(branch.database());
      List<Mismatch> mismatches = expected == null ? List.of() : expected.against(found);
      if (!mismatches.isEmpty() && !manner.changed()) {
        throw Replacing.differs("branch \"" + point.reference() + "\"", mismatches);
      }
      return new Replacing(site, session).carryOut(branch.database(), found, manner, stages);
    }
  }

  /**
   * Drops a branch for good.
   *
   * @throws Fault if somebody is in it, unless sessions are to be ended
   */
  public void delete(Branch branch, RestoreMethod.Visitors visitors) {
    try (Session session = site.beside();
        Turn _ = Turn.take(site, session)) {
      named(branch.point().reference());
      Replacing.drop(site, session, branch.database(), visitors);
    }
  }
}
