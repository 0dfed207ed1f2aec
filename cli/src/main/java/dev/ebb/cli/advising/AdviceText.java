package dev.ebb.cli.advising;

import dev.ebb.advice.Advice;
import dev.ebb.advice.DecisionTree;
import dev.ebb.advice.Facts;
import dev.ebb.advice.Price;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.KeptText;
import dev.ebb.cli.render.Times;
import dev.ebb.cli.restoring.PointText;
import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.restore.Forfeit;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Words facts and advice. */
final class AdviceText {
  private static final int NAMED = 6;

  private final Terminal terminal;
  private final Instant now;
  private final StringBuilder text = new StringBuilder();

  private AdviceText(Terminal terminal, Instant now) {
    this.terminal = terminal;
    this.now = now;
  }

  static String of(Facts facts, DecisionTree.Path path, List<Advice> ways, Terminal terminal) {
    AdviceText all = new AdviceText(terminal, facts.now());
    all.facts(facts);
    all.path(path);
    for (int i = 0; i < ways.size(); i++) {
      all.way(i + 1, ways.get(i));
    }
    return all.text.toString();
  }

  private void facts(Facts facts) {
    line(
        "Schema %s, %s, %s"
            .formatted(facts.schema(), facts.environment().word(), Times.utc(facts.now())));
    line(
        "  last run    "
            + facts
                .lastRun()
                .map(run ->
                    "%s at %s%s: %s"
                        .formatted(
                            Amount.of(run.migrations().size(), "migration"),
                            Times.utc(run.started()),
                            run.by() == null ? "" : " by " + run.by(),
                            shortened(run.migrations())))
                .orElse("nothing is applied"));
    if (!facts.unsettled().isEmpty()) {
      line("  unfinished  " + shortened(facts.unsettled()));
    }
    facts.hang().ifPresent(hang -> line("  waiting     " + Amount.of(hang.waiting(), "session")));
    line("  symptom     " + facts.symptom().word());
    facts.unasked().forEach(unasked -> line("  not asked:  " + unasked.words()));
    line("");
  }

  private void path(DecisionTree.Path path) {
    path.answers()
        .forEach(
            answer -> line("  %-62s %s".formatted(answer.question(), answer.yes() ? "yes" : "no")));
    line("  → " + path.reason());
    line("");
  }

  private void way(int number, Advice advice) {
    String title = number + ". " + advice.way().title() + detail(advice);
    String note = advice.advised() ? "  ADVISED" : advice.works() ? "" : "  does not work now";
    Style style = advice.advised() ? Style.GOOD : advice.works() ? Style.STRONG : Style.FAINT;
    line(terminal.styled(style, title + note));
    PointText.conditions(advice.conditions()).lines().forEach(l -> line("     " + l));
    if (advice.works()) {
      price(advice.price());
      advice
          .time()
          .ifPresent(time -> line("     takes    about " + Amount.of(time) + drill(advice)));
      line("     undo     " + advice.undo());
    }
    advice.command().ifPresent(command -> line("     command  ebb " + command));
    line("");
  }

  private static String drill(Advice advice) {
    return advice
        .drill()
        .map(at -> " (from the drill of " + Times.utc(at).substring(0, 10) + ")")
        .orElse("");
  }

  private static String detail(Advice advice) {
    return switch (advice.way()) {
      // ids of migrations: after a first installation there are hundreds
      case EXACT_DOWN, FORWARD_FIX, SETTLE ->
          ": " + shortened(List.of(advice.detail().split(", ")));
      case END_BLOCKER, APPLICATION, GIVE_BACK, BRANCH, POINT_IN_TIME, SNAPSHOT, START_OVER ->
          advice.detail().isEmpty() ? "" : ": " + advice.detail();
    };
  }

  private void price(Price price) {
    switch (price) {
      case Price.Nothing _ -> line("     loses    nothing");
      case Price.Kept(List<String> things, long bytes) ->
          line(
              "     loses    nothing for good; %s kept until it is applied again: %s"
                  .formatted(KeptText.size(bytes), shortened(things)));
      case Price.Gone(List<String> things, long bytes) ->
          line(
              "     loses    "
                  + shortened(things)
                  + (bytes > 0 ? " (" + KeptText.size(bytes) + ")" : ""));
      case Price.Since(var forfeits) -> {
        line("     loses" + since(forfeits));
        PointText.forfeits(forfeits).lines().forEach(l -> line("     " + l));
      }
      case Price.Unknown(List<String> why) -> line("     loses    not known: " + shortened(why));
    }
  }

  private String since(List<Forfeit> forfeits) {
    return AdviceJson.lost(forfeits, now).map(time -> "    the last " + Amount.of(time)).orElse("");
  }

  private static String shortened(List<?> all) {
    String named =
        all.stream().limit(NAMED).map(Object::toString).collect(Collectors.joining(", "));
    return all.size() > NAMED ? named + ", and " + (all.size() - NAMED) + " more" : named;
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
