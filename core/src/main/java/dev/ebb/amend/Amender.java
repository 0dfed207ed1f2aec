package dev.ebb.amend;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.fix.Fix;
import dev.ebb.fix.FixScript;
import dev.ebb.fix.FixStatement;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.keep.KeepGuard;
import dev.ebb.keep.LossPolicy;
import dev.ebb.ledger.LedgerHome;
import dev.ebb.run.Cancellation;
import dev.ebb.run.RunOptions;
import dev.ebb.run.StepGuard;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.ShadowPlace;
import java.util.ArrayList;
import java.util.List;

/** Plans what sets a database right, and carries it out. Not thread-safe. */
public final class Amender {
  /** From so many rows on, an index is built while others write. */
  private static final long LARGE = 100_000;

  private final Setting setting;

  /**
   * Which database, and how patient to be.
   *
   * @param home of the schema that was asked for
   * @param versionTables of all schemas of the project; those who migrate any of them are kept out
   * @param reader as the catalogs were read
   */
  public record Setting(
      LedgerHome home,
      List<String> versionTables,
      CatalogReader reader,
      Connector connector,
      RunOptions options,
      EventSink events,
      Cancellation cancellation) {
    /** Copies the list. */
    public Setting {
      versionTables = List.copyOf(versionTables);
    }
  }

  /** For one database. */
  public Amender(Setting setting) {
    this.setting = setting;
  }

  /**
   * What would lead from one state to the other: weighed on the database, tried on a copy. Changes
   * nothing.
   *
   * @param actual as the database is, read with dependencies
   * @param wanted as it should be, with dependencies
   * @param place where to try
   */
  public Amendment plan(Catalog actual, Catalog wanted, ShadowPlace place) {
    try (Session session = setting.connector().open()) {
      int major = session.facts().major();
      FixScript script = Fix.between(actual, wanted, major);
      Weigher weigher = new Weigher(session);
      Course course = Course.of(script, path -> weigher.estimate(table(actual, path)) >= LARGE);
      CopyTrial.Where where =
          new CopyTrial.Where(
              place, Likeness.of(session), setting.reader(), setting.versionTables());
      Trial trial =
          script.statements().isEmpty()
              ? new Trial(List.of(), List.of())
              : CopyTrial.of(where, actual, wanted, script, course);
      return new Amendment(
          actual,
          wanted,
          script,
          course,
          weigher.losses(script),
          weigher.hindrances(script),
          trial);
    }
  }

  // That of an invalid index is not known.
  private static String table(Catalog actual, String path) {
    return actual
        .object(Kind.INDEX, path)
        .flatMap(index -> index.facts().get(Fact.TABLE))
        .orElse(path);
  }

  /**
   * Runs it: under the locks, in one transaction that commits only if the database is then as
   * wanted, and after that what no transaction can hold.
   *
   * @param policy what becomes of data that it destroys
   * @return why some of what was to run afterwards did not; empty if all is done
   * @throws Fault if nothing was changed: the database is not as it was any more, the server
   *     refuses, somebody is in the way, or the result is not the wanted one
   */
  public List<Problem> carryOut(Amendment amendment, LossPolicy policy) {
    List<Problem> problems = new ArrayList<>();
    Errand errand =
        new Errand(
            setting.home().schema(),
            setting.connector(),
            setting.options(),
            setting.events(),
            setting.cancellation());
    errand.underLocks(
        setting.versionTables(),
        session -> {
          Handling handling = new Handling(errand, session, amendment.course().together());
          StepGuard guard =
              KeepGuard.of(
                  setting.home().schema(),
                  setting.home(),
                  policy,
                  setting.options().toolVersion(),
                  setting.events());
          guard.connected(session, List.of(handling.step()));
          together(errand, handling, guard, amendment);
          afterwards(errand, handling, amendment, problems);
        });
    return problems;
  }

  private void together(Errand errand, Handling handling, StepGuard guard, Amendment amendment) {
    try {
      errand.inOneTransaction(
          handling.session(),
          session -> {
            refuseStale(setting.reader().read(session), amendment);
            guard.begun(handling);
            guard.run(handling, handling.statements());
            guard.finished(handling);
            session.execute("SET CONSTRAINTS ALL IMMEDIATE");
            compare(setting.reader().read(session), amendment);
          });
      guard.committed(handling.step());
    } catch (SqlFailure failure) {
      throw failed(failure, handling);
    }
  }

  private void refuseStale(Catalog now, Amendment amendment) {
    if (!now.equals(amendment.actual())) {
      throw Fault.of(
          FaultCode.REFUSED,
          "schema \"%s\": somebody has changed the database since this was planned: %s"
              .formatted(
                  setting.home().schema(),
                  String.join("; ", amendment.actual().difference(now).lines())),
          "nothing was changed; run the same command again");
    }
  }

  private void compare(Catalog now, Amendment amendment) {
    List<String> shortcomings =
        Amendment.shortcomings(
            now, amendment.wanted(), amendment.script(), amendment.course().late());
    if (!shortcomings.isEmpty()) {
      throw Fault.of(
          FaultCode.STATEMENT,
          "schema \"%s\": the statements ran, and the database was not as wanted then: %s"
              .formatted(setting.home().schema(), String.join("; ", shortcomings)),
          "everything was rolled back; look at the SQL with --sql and run what is right by hand");
    }
  }

  private Fault failed(SqlFailure failure, Handling handling) {
    String at = handling.current();
    if (failure.isConnectionLost()) {
      return Fault.of(
          FaultCode.CONNECTION,
          "schema \"%s\": the connection was lost: %s"
              .formatted(setting.home().schema(), failure.serverMessage()),
          "it was one transaction: either all of it is done or nothing; 'ebb drift' tells which",
          failure);
    }
    return Fault.of(
        failure.faultCode(),
        "schema \"%s\": %s%s"
            .formatted(
                setting.home().schema(), failure.report(), at.isEmpty() ? "" : "\nin: " + at),
        "everything was rolled back, nothing was changed; mend the cause and run the same command"
            + " again",
        failure);
  }

  private static void afterwards(
      Errand errand, Handling handling, Amendment amendment, List<Problem> problems) {
    for (FixStatement statement : amendment.course().afterwards()) {
      try {
        // a concurrent build waits for old transactions, in nobody's way
        handling.session().execute("SET lock_timeout = 0");
        errand.execute(handling.session(), handling.step(), statement.sql());
      } catch (SqlFailure failure) {
        problems.add(
            Problem.of(
                failure.faultCode(),
                failure.serverMessage() + "\nin: " + statement.sql(),
                "all before it is done; run 'ebb drift --fix' again for the rest"));
        if (failure.isConnectionLost()) {
          return;
        }
      }
    }
  }
}
