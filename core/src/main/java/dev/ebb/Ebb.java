package dev.ebb;

import dev.ebb.amend.Amendment;
import dev.ebb.audit.Clerk;
import dev.ebb.audit.Occasion;
import dev.ebb.db.Connector;
import dev.ebb.db.LockKey;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Graph;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Plan;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.graph.Survey;
import dev.ebb.graph.Target;
import dev.ebb.keep.KeepGuard;
import dev.ebb.keep.Kept;
import dev.ebb.keep.LossPolicy;
import dev.ebb.keep.Shelf;
import dev.ebb.ledger.HistoryRow;
import dev.ebb.ledger.Ledger;
import dev.ebb.ledger.LedgerHome;
import dev.ebb.locks.LockReport;
import dev.ebb.loss.LossReader;
import dev.ebb.loss.LossReport;
import dev.ebb.rehearse.Rehearsal;
import dev.ebb.repair.Decision;
import dev.ebb.repair.Diagnosis;
import dev.ebb.repair.Mender;
import dev.ebb.restore.swap.Handover;
import dev.ebb.restore.swap.Site;
import dev.ebb.run.Cancellation;
import dev.ebb.run.Outcome;
import dev.ebb.run.PrivilegeCheck;
import dev.ebb.run.RunOptions;
import dev.ebb.run.Runner;
import dev.ebb.source.Definitions;
import dev.ebb.source.SchemaConfig;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ebb as a library: reads a project, proposes what would have to run, and runs it.
 *
 * <p>Holds no connection between calls. Not thread-safe, but for {@link #cancellation()}.
 */
public final class Ebb {
  private final Workspace workspace;
  private final Connections connections;
  private final RunOptions options;
  private final EventSink events;
  private final Cancellation cancellation = new Cancellation();
  private Occasion occasion = Occasion.UNRECORDED;
  private @Nullable Proposal foreseen;
  private LossReport loss = LossReport.SILENT;

  /**
   * Ebb on one project.
   *
   * @param workspace the definitions
   * @param connections how to reach each schema's database
   * @param options how patient runs are
   * @param events hears what happens
   */
  public Ebb(Workspace workspace, Connections connections, RunOptions options, EventSink events) {
    this.workspace = workspace;
    this.connections = connections;
    this.options = options;
    this.events = events;
  }

  /**
   * From here on whatever is changed is entered into the audit of its database: who did what, with
   * which version, how long each step took, how it ended, and what was lost by whose leave. By
   * default nothing is. Looking costs nothing, nor does a run that finds nothing to do.
   */
  public void audit(Occasion called) {
    occasion = called;
  }

  /** That a restore point of a schema's database was taken before what is done from here on. */
  public void precededBy(SchemaName name, String restorePoint) {
    occasion = occasion.after(name.value(), restorePoint);
  }

  /** The definitions that this works with. */
  public Workspace workspace() {
    return workspace;
  }

  /** How to ask a run to stop, from any thread. */
  public Cancellation cancellation() {
    return cancellation;
  }

  /**
   * Finds out what would have to run to reach a target. Changes nothing, creates nothing, waits for
   * nobody.
   *
   * @param preferred which way back counts where project and database have different ones
   * @throws Fault if the target makes no sense, or the database cannot be reached
   */
  public Proposal propose(SchemaName name, Target target, Step.Origin preferred) {
    Definitions definitions = workspace.definitions(name);
    return ask(
        definitions.schema(),
        session -> {
          Ledger ledger = ledger(definitions.schema(), session);
          LedgerState state = ledger.read(session);
          SchemaGoal goal = goal(definitions, ledger, target, preferred);
          Map<MigrationId, Migration> stored = goal.storedWays(session, state);
          Plan plan = goal.plan(state, stored);
          boolean blank =
              state.entries().isEmpty() && !plan.steps().isEmpty() && !LossReader.anyTable(session);
          return new Proposal(
              definitions.schema(), ledger.home(), plan, preferred, state, stored, blank);
        });
  }

  /**
   * Finds out what would have to run to reach several targets, one after the other: each from where
   * the one before leaves the schema. Changes nothing, creates nothing, waits for nobody.
   *
   * @param targets all of them up, or all of them down
   * @throws Fault as {@link #propose}
   */
  public List<Proposal> proposeInTurn(
      SchemaName name, List<Target> targets, Step.Origin preferred) {
    Definitions definitions = workspace.definitions(name);
    return ask(
        definitions.schema(),
        session -> {
          Ledger ledger = ledger(definitions.schema(), session);
          LedgerState state = ledger.read(session);
          boolean blank = state.entries().isEmpty() && !LossReader.anyTable(session);
          List<Proposal> proposals = new ArrayList<>();
          for (Target target : targets) {
            SchemaGoal goal = goal(definitions, ledger, target, preferred);
            Map<MigrationId, Migration> stored = goal.storedWays(session, state);
            Plan plan = goal.plan(state, stored);
            proposals.add(
                new Proposal(
                    definitions.schema(), ledger.home(), plan, preferred, state, stored, blank));
            state = goal.after(state, plan);
          }
          return proposals;
        });
  }

  /**
   * Whether what a proposal needs of rights is there, as the options of runs say.
   *
   * @throws Fault REFUSED with what to do, if not
   */
  public void permit(Proposal proposal) {
    Plan plan = proposal.plan();
    if (plan.steps().stream().anyMatch(step -> step.migration().has(Flag.PRIVILEGED))) {
      ask(
          proposal.schema(),
          session -> {
            PrivilegeCheck.of(plan, session).permit(options.privileges());
            return true;
          });
    }
  }

  /**
   * Finds out what a proposal would destroy in today's database, and where it would fail on it.
   * Changes nothing and takes no lock that outlives a moment's reading. Asks nobody if the plan can
   * do neither. Whatever stands in its way is told in the report: nobody is kept from going back
   * because a report could not be made.
   *
   * @throws Fault if the database cannot be reached
   */
  public LossReport foresee(Proposal proposal) {
    loss = new Outlook(connector(proposal.schema()), proposal).report();
    foreseen = proposal;
    return loss;
  }

  /**
   * Does what was proposed: waits for the lock, settles what was left unfinished, plans anew, and
   * runs; nothing that the proposal did not show. What would be destroyed is kept, and a step that
   * destroys what cannot be kept is refused.
   */
  public Outcome carryOut(Proposal proposal) {
    return carryOut(proposal, LossPolicy.KEEP_OR_REFUSE);
  }

  /** As {@link #carryOut(Proposal)}, with another policy for what would be destroyed. */
  public Outcome carryOut(Proposal proposal, LossPolicy policy) {
    if (!occasion.isRecorded()) {
      return carryOut(proposal, policy, events);
    }
    Auditing.Ears ears = new Auditing.Ears(events);
    Outcome outcome = carryOut(proposal, policy, ears);
    LossReport lost = proposal.equals(foreseen) ? loss : LossReport.SILENT;
    new Auditing(clerk(proposal.schema()))
        .ran(new Auditing.Run(proposal, policy, lost), ears, outcome);
    return outcome;
  }

  private Outcome carryOut(Proposal proposal, LossPolicy policy, EventSink heard) {
    Definitions definitions = workspace.definitions(proposal.schema().name());
    Connector connector = connector(definitions.schema());
    Ledger ledger = new Ledger(proposal.home());
    SchemaGoal goal =
        goal(definitions, ledger, proposal.plan().target(), proposal.preferred())
            .guardedBy(
                KeepGuard.of(
                    proposal.schema().name(),
                    proposal.home(),
                    policy,
                    options.toolVersion(),
                    heard));
    Outcome outcome =
        new Runner(ledger, connector, options, heard, cancellation).run(goal, proposal.plan());
    List<String> problems =
        outcome instanceof Outcome.Stopped stopped
            ? stopped.problems().stream().map(Problem::what).toList()
            : List.of();
    heard.accept(new Event.RunEnded(proposal.schema().name(), outcome.done().size(), problems));
    return outcome;
  }

  /** What is or was kept of a schema, the newest first. Changes nothing. */
  public List<Kept> kept(SchemaName name) {
    return shelf(name, Shelf::list);
  }

  /** Gives something that is kept back by hand. */
  public Shelf.Restored restoreKept(SchemaName name, long id, Shelf.Winner winner) {
    return entered(
        name,
        List.of("gave back what is kept under " + id + ", winner: " + winner),
        () -> shelf(name, shelf -> shelf.restore(id, winner)));
  }

  /** Throws away what is kept under a number. */
  public void purgeKept(SchemaName name, long id) {
    entered(
        name,
        List.of("threw away what is kept under " + id),
        () ->
            shelf(
                name,
                shelf -> {
                  shelf.purge(id);
                  return true;
                }));
  }

  /** Writes what is kept under a number as CSV; tells how many rows. Changes nothing. */
  public long exportKept(SchemaName name, long id, OutputStream to) {
    return shelf(name, shelf -> shelf.export(id, to));
  }

  private <T> T shelf(SchemaName name, Function<Shelf, T> work) {
    SchemaConfig schema = workspace.definitions(name).schema();
    return ask(
        schema, session -> work.apply(new Shelf(session, schema.name(), options.toolVersion())));
  }

  /** Where a schema stands. Changes nothing. */
  public SchemaStatus status(SchemaName name) {
    Definitions definitions = workspace.definitions(name);
    LedgerState state =
        ask(
            definitions.schema(),
            session -> ledger(definitions.schema(), session).readWithStatements(session));
    return new SchemaStatus(definitions.schema(), state, Survey.of(definitions.graph(), state));
  }

  /** What ran, newest first, at most that many rows. Changes nothing. */
  public List<HistoryRow> history(SchemaName name, int limit) {
    SchemaConfig schema = workspace.definitions(name).schema();
    return ask(schema, session -> ledger(schema, session).history(session, limit));
  }

  /**
   * How the database of a schema differs from what should be in it. Changes nothing there; replays
   * migrations in a scratch database, unless the same were replayed before.
   *
   * @throws Fault if the database cannot be reached, or there can be no scratch database, or a
   *     migration cannot be applied there
   */
  public DriftReport drift(DriftRequest request) {
    SchemaConfig schema = workspace.definitions(request.schema()).schema();
    Connector connector = connector(schema);
    DriftCheck.Listeners listeners =
        new DriftCheck.Listeners(events, cancellation, options.toolVersion());
    return ask(
        schema, session -> new DriftCheck(workspace, request, session, connector, listeners).run());
  }

  /**
   * What a run would do, tried where it hurts nobody: on a scratch database, or on a copy of the
   * real one beside it. Changes nothing in the real one.
   *
   * @param proposal what was proposed for the schema
   * @throws Fault if the database cannot be reached, or there can be no scratch database or copy
   */
  public Rehearsal rehearse(Proposal proposal, RehearsalRequest request) {
    Connector connector = connector(proposal.schema());
    RehearsalCheck.Listeners listeners = new RehearsalCheck.Listeners(events, cancellation);
    return new RehearsalCheck(workspace, request, proposal, connector, listeners).run();
  }

  /**
   * What would make a database what it was held against: weighed on the database, tried on a copy
   * of its objects with made-up rows. Changes nothing.
   *
   * @param report what {@link #drift} found for the same request
   * @throws Fault if nobody can say what should be there: migrations are unsettled or unknown, the
   *     ledger has others than the expectation, or a description does not tell what needs what; or
   *     if there can be no scratch database
   */
  public Amendment amendment(DriftRequest request, DriftReport report) {
    return repair(request).plan(report);
  }

  /**
   * Carries out what was planned, under the locks, in one transaction that commits only if the
   * database is then as wanted; after that what no transaction can hold. Nothing is recorded in the
   * ledger, since it is no migration.
   *
   * @param policy what becomes of data that it destroys
   * @return why some of what was to run after the transaction did not; empty if all is done
   * @throws Fault if nothing was changed, with the reason
   */
  public List<Problem> amend(DriftRequest request, Amendment amendment, LossPolicy policy) {
    return entered(
        request.schema(),
        amendment.course().all().map(Object::toString).toList(),
        () -> repair(request).carryOut(amendment, policy));
  }

  private DriftRepair repair(DriftRequest request) {
    return new DriftRepair(
        workspace,
        request,
        connector(workspace.definitions(request.schema()).schema()),
        new DriftRepair.Manner(options, events, cancellation));
  }

  /** Who waits for whom in a schema's server, and who migrates the schema. Changes nothing. */
  public LockReport locks(SchemaName name) {
    SchemaConfig schema = workspace.definitions(name).schema();
    return ask(schema, session -> LockReport.read(session, LockKey.of(schema.versionTable())));
  }

  /** The database in which a schema lives, as a whole: to be copied, dumped, replaced. */
  public Site site(SchemaName name) {
    Connector connector = connector(workspace.definitions(name).schema());
    List<Site.Tenant> tenants =
        workspace.definitions().stream()
            .map(Definitions::schema)
            .map(schema -> new Site.Tenant(schema.name(), schema.versionTable()))
            .toList();
    return new Site(connector, name, tenants, Clock.systemUTC());
  }

  /** What is failed or unfinished in a schema, and what the catalog says about it. */
  public Diagnosis diagnose(SchemaName name) {
    return mender(workspace.definitions(name)).diagnose();
  }

  /** Marks unsettled migrations as decided; to resume them is left to the next run. */
  public void settle(SchemaName name, List<Decision> decisions) {
    entered(
        name,
        decisions.stream().map(Decision::title).toList(),
        () -> {
          mender(workspace.definitions(name)).settle(decisions);
          return true;
        });
  }

  /**
   * Records that somebody ran a migration by hand, after checking that this can be true.
   *
   * @throws Fault if it cannot: an unknown migration, neighbours that are in the way, a catalog
   *     that contradicts
   */
  public void addLog(SchemaName name, MigrationId id, Direction direction) {
    Definitions definitions = workspace.definitions(name);
    entered(
        name,
        List.of("recorded " + id + " " + direction.word() + " as run by hand"),
        () -> {
          mender(definitions)
              .record(id, direction, state -> Neighbours.check(definitions, state, id, direction));
          return true;
        });
  }

  /**
   * Enters something into the audit that was done to a schema's database otherwise.
   *
   * @param what clauses, without secrets
   */
  public void enter(SchemaName name, List<String> what) {
    entered(name, what, () -> true);
  }

  private Clerk clerk(SchemaConfig schema) {
    return new Clerk(
        occasion,
        schema.name().value(),
        connector(schema),
        Handover::settle,
        text -> events.accept(new Event.Remark(schema.name(), text)));
  }

  private <T> T entered(SchemaName name, List<String> what, Supplier<T> work) {
    return clerk(workspace.definitions(name).schema()).entered(what, work);
  }

  private Mender mender(Definitions definitions) {
    Connector connector = connector(definitions.schema());
    Ledger ledger = ask(definitions.schema(), session -> ledger(definitions.schema(), session));
    Graph graph = definitions.graph();
    return new Mender(
        ledger,
        connector,
        options,
        events,
        (session, id) -> SchemaGoal.definition(graph, ledger, session, id));
  }

  private SchemaGoal goal(
      Definitions definitions, Ledger ledger, Target target, Step.Origin preferred) {
    SchemaConfig schema = definitions.schema();
    return new SchemaGoal(schema, definitions.graph(), ledger, target, preferred)
        .squashedInto(workspace.squashed(schema.name()));
  }

  private Connector connector(SchemaConfig schema) {
    return connections.connector(schema);
  }

  private <T> T ask(SchemaConfig schema, Function<Session, T> question) {
    try (Session session = connector(schema).open()) {
      return question.apply(session);
    } catch (SqlFailure failure) {
      throw Fault.of(
          failure.isPermission() ? FaultCode.PERMISSION : FaultCode.CONNECTION,
          "schema \"" + schema.name() + "\": " + failure.serverMessage(),
          "nothing was changed; mend the cause and run the same command again",
          failure);
    }
  }

  private static Ledger ledger(SchemaConfig schema, Session session) {
    String namespace = session.facts().currentSchema();
    if (namespace == null) {
      throw Fault.of(
          FaultCode.SERVER,
          "schema \"%s\": no namespace of the search_path exists in database \"%s\", so there is no"
                  .formatted(schema.name(), session.facts().database())
              + " place for the ledger",
          "create the namespace (CREATE SCHEMA public), or set search_path for this role or with"
              + " PGOPTIONS");
    }
    return new Ledger(new LedgerHome(schema.name(), schema.versionTable(), namespace));
  }
}
