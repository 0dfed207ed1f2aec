package dev.ebb.cli.advising;

import dev.ebb.Ebb;
import dev.ebb.advice.Advice;
import dev.ebb.advice.Chooser;
import dev.ebb.advice.DecisionTree;
import dev.ebb.advice.Facts;
import dev.ebb.advice.Symptom;
import dev.ebb.advice.Way;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.restoring.RestoreMethods;
import dev.ebb.drill.DrillReports;
import dev.ebb.event.EventSink;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.SchemaName;
import dev.ebb.incident.Inspection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code rollback}: what ways back there are now, what each costs and loses; and does one. */
public final class RollbackCommand implements Command {
  private static final Option SYMPTOM =
      Option.value(
          "WORD",
          "hang, app-errors, schema-wrong, data-corruption or unknown; default: three questions",
          "symptom");
  private static final Option REPORTS =
      Option.value(
          "DIR", "where reports of drills are, for estimates; default: drills", "report-dir");
  private static final Option CHOICE =
      Option.value(
          "N|WAY",
          "do the way with that number, or of that sort, as exact-down: its number may be another"
              + " one when it is looked again",
          "do");

  /** For one call. */
  public RollbackCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of(
            "rollback", "the ways back there are now, what each costs, and which is advised")
        .options(SchemaChoice.ONE, SYMPTOM, CHOICE, REPORTS, RunFlags.DRY_RUN)
        .note(
            "Looks at the ledger, at what the last run did and what Ebb kept of it, at who blocks whom,"
                + " and at the restore points there are; ranks every way, also those that do not work"
                + " now, with the reason. Looking changes nothing.")
        .note(
            "Whoever chooses one is asked again by the command that does it. After a way down the"
                + " database is compared with what its migrations give.")
        .examples(
            "rollback --db=frontend",
            "rollback --db=frontend --symptom=app-errors",
            "rollback --db=frontend --symptom=data-corruption --do=exact-down --yes",
            "rollback --db=frontend --symptom=unknown --format=json");
  }

  @Override
  public ExitStatus run(Invocation call) {
    refuseBoth(call);
    SchemaName schema = SchemaChoice.one(call).name();
    Symptom symptom = symptom(call);
    Ebb ebb = call.ebb(EventSink.NONE);
    Inspection inspection =
        new Inspection(
            ebb,
            schema,
            RestoreMethods.of(call, ebb.site(schema)),
            drills(call, schema)::lastTimed,
            Clock.systemUTC());
    Facts facts = inspection.facts(call.environment(), symptom);
    List<Advice> ways = Chooser.rank(facts);
    DecisionTree.Path path = DecisionTree.walk(facts);
    if (call.json()) {
      return call.emit(ExitStatus.DONE, json -> AdviceJson.of(json, facts, path, ways));
    }
    call.terminal().result(AdviceText.of(facts, path, ways, call.terminal()));
    call.terminal().flush();
    Optional<Integer> chosen = chosen(call, ways);
    return chosen.isEmpty() ? ExitStatus.DONE : new Carrying(call).out(ways.get(chosen.get() - 1));
  }

  private static DrillReports drills(Invocation call, SchemaName schema) {
    String folder = call.arguments().value(REPORTS).orElse(DrillReports.FOLDER);
    return DrillReports.in(call.folder().resolve(folder), schema.value());
  }

  private static void refuseBoth(Invocation call) {
    if (call.json() && call.arguments().has(CHOICE)) {
      throw Fault.of(
          FaultCode.USAGE,
          "--do shows what it does as text only",
          "read the command of the way from the JSON, and call it with --format=json");
    }
  }

  private static Symptom symptom(Invocation call) {
    Optional<String> given = call.arguments().value(SYMPTOM);
    if (given.isPresent()) {
      return Symptom.of(given.get())
          .orElseThrow(() ->
              Fault.of(
                  FaultCode.USAGE,
                  "unknown symptom \"" + given.get() + "\"",
                  "there are hang, app-errors, schema-wrong, data-corruption and unknown"));
    }
    if (!call.terminal().screen().asks() || call.json()) {
      return Symptom.UNKNOWN;
    }
    if (yes(call, "Does a migration or the application hang right now?")) {
      return Symptom.HANG;
    }
    if (yes(call, "Is data wrong or missing, and not only the shape of tables?")) {
      return Symptom.DATA_CORRUPTION;
    }
    return yes(call, "Does the application report errors?")
        ? Symptom.APP_ERRORS
        : Symptom.SCHEMA_WRONG;
  }

  private static boolean yes(Invocation call, String question) {
    String answer = call.terminal().ask(question + " [y/N]").orElse("");
    return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
  }

  private static Optional<Integer> chosen(Invocation call, List<Advice> ways) {
    if (call.arguments().has(CHOICE)) {
      String given = call.arguments().value(CHOICE).orElse("");
      return Optional.of(
          Way.of(given)
              .map(way -> theOnly(way, ways))
              .orElseGet(() -> inRange(number(given), ways.size())));
    }
    if (!call.terminal().screen().asks() || call.arguments().isSet(RunFlags.DRY_RUN)) {
      return Optional.empty();
    }
    String answer =
        call.terminal()
            .ask("Which one? [1-" + ways.size() + ", Enter for none]")
            .orElse("")
            .strip();
    return answer.isEmpty() ? Optional.empty() : Optional.of(inRange(number(answer), ways.size()));
  }

  private static int theOnly(Way way, List<Advice> ways) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < ways.size(); i++) {
      if (ways.get(i).way() == way && ways.get(i).works()) {
        places.add(i + 1);
      }
    }
    if (places.size() != 1) {
      throw Fault.of(
          FaultCode.USAGE,
          places.isEmpty()
              ? "\"" + way.word() + "\" is no way that works now"
              : "\"" + way.word() + "\" are several ways: " + places,
          "name one by its number, or call its command; nothing was changed");
    }
    return places.getFirst();
  }

  private static int number(String answer) {
    try {
      return Integer.parseInt(answer);
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  private static int inRange(int number, int ways) {
    if (number < 1 || number > ways) {
      throw Fault.of(
          FaultCode.USAGE,
          "there is no way with that number",
          "name one from 1 to " + ways + "; nothing was changed");
    }
    return number;
  }
}
