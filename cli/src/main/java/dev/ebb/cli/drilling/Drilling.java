package dev.ebb.cli.drilling;

import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.db.Session;
import dev.ebb.drill.Attempt;
import dev.ebb.drill.DrillReport;
import dev.ebb.drill.Holdings;
import dev.ebb.drill.Mishap;
import dev.ebb.drill.PastDrill;
import dev.ebb.drill.Practice;
import dev.ebb.drill.Script;
import dev.ebb.drill.Scriptwriter;
import dev.ebb.embedded.Durability;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.source.SchemaConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** One drill, from setting up to removing everything. Serves one. */
final class Drilling {
  private final Invocation call;
  private final Terminal terminal;
  private final Instant at;
  private final List<PastDrill> earlier;
  private Set<Practice> wanted = Set.of();
  private final long begun = System.nanoTime();

  Drilling(Invocation call, Instant at, List<PastDrill> earlier) {
    this.call = call;
    this.terminal = call.terminal();
    this.at = at;
    this.earlier = earlier;
  }

  DrillReport drill(List<Mishap> mishaps, Set<Practice> ways) {
    wanted = ways;
    if (call.inBundle()) {
      throw Fault.of(FaultCode.USAGE, "a drill needs the files of a project", "leave --bundle out");
    }
    SchemaConfig schema = SchemaChoice.one(call);
    call.workspace(); // what is wrong with the definitions is better said before anything starts
    terminal.say("setting up a throw-away server, and the project on it");
    Durability durability =
        call.arguments().isSet(DrillCommand.QUICK) ? Durability.FAST : Durability.DURABLE;
    try (Ground ground = Ground.open(call, schema, durability)) {
      Typist typist = new Typist(call, ground.environment());
      String data = new Source(call, ground, typist).fill();
      return practised(mishaps, ground, typist, data);
    }
  }

  private DrillReport practised(List<Mishap> mishaps, Ground ground, Typist typist, String data) {
    Holdings expected;
    long bytes;
    List<Script> scripts;
    try (Session session = ground.session()) {
      session.execute("ANALYZE");
      expected = Holdings.read(session, ground.tenant());
      bytes =
          session.queryOne(
              "SELECT pg_database_size(current_database()) AS n", row -> row.int64("n"));
      scripts = scripts(mishaps, Scriptwriter.of(session, ground.schema().versionTable()));
    }
    ground.keepAsOriginal();
    terminal.say(
        "%s, %,d rows in %d tables (%s): set up in %s"
            .formatted(
                ground.server(),
                expected.rows(),
                expected.tables().size(),
                data,
                Amount.of(Duration.ofNanos(System.nanoTime() - begun))));
    List<Attempt> attempts =
        attempts(
            scripts,
            practice ->
                new Practising(ground, typist, expected, bytes, line -> shows(practice, line)));
    return new DrillReport(
        ground.schema().name().value(),
        at,
        ground.server(),
        call.arguments().isSet(DrillCommand.QUICK),
        data,
        expected.rows(),
        bytes,
        scripts,
        attempts,
        earlier);
  }

  private List<Attempt> attempts(List<Script> scripts, Function<Practice, Practising> making) {
    List<Attempt> attempts = new ArrayList<>();
    for (Script script : scripts) {
      terminal.say(DrillText.heading(script, terminal));
      for (Practice practice : Practice.after(script.mishap())) {
        if (!wanted.contains(practice)) {
          continue;
        }
        Attempt attempt = making.apply(practice).practise(script, practice);
        attempts.add(attempt);
        terminal.eraseLine();
        terminal.say(DrillText.line(attempt, terminal::talkStyled));
        terminal.flush();
      }
    }
    return attempts;
  }

  private void shows(Practice practice, String line) {
    terminal.show(terminal.talkStyled(Style.FAINT, "  … " + practice.title() + ": " + line));
  }

  private List<Script> scripts(List<Mishap> mishaps, Scriptwriter writer) {
    List<Script> scripts = new ArrayList<>();
    for (Mishap mishap : mishaps) {
      if (mishap == Mishap.GIVEN) {
        String given = call.arguments().value(DrillCommand.MIGRATION).orElse("");
        scripts.add(Planting.given(call.surroundings().folder().resolve(given)));
        continue;
      }
      writer
          .write(mishap)
          .ifPresentOrElse(
              scripts::add,
              () ->
                  terminal.warn(
                      "%s: no table has a column that fits and rows to lose; it is left out"
                          .formatted(mishap.word())));
    }
    if (scripts.isEmpty()) {
      throw Fault.of(
          FaultCode.MACHINE,
          "there is nothing to practise with: no table has rows and a column that fits",
          "bring rows into it with --from-snapshot, or write a bad migration yourself: --migration=DIR");
    }
    return scripts;
  }
}
