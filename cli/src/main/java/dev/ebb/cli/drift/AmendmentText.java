package dev.ebb.cli.drift;

import dev.ebb.amend.Amendment;
import dev.ebb.amend.Hindrance;
import dev.ebb.amend.Trial;
import dev.ebb.amend.Weighed;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.fix.FixStatement;

/** Shows what would set a database right, what that costs, and how its trial went. */
final class AmendmentText {
  private final Terminal terminal;

  AmendmentText(Terminal terminal) {
    this.terminal = terminal;
  }

  void show(Amendment amendment) {
    line("");
    if (!amendment.course().together().isEmpty()) {
      line(terminal.styled(Style.STRONG, "to set it right, in one transaction:"));
      amendment.course().together().forEach(this::statement);
    }
    if (!amendment.course().afterwards().isEmpty()) {
      line(terminal.styled(Style.STRONG, "to set it right, after that and while others work:"));
      amendment.course().afterwards().forEach(this::statement);
    }
    if (amendment.losses().stream().anyMatch(Weighed::holdsAnything)) {
      line(terminal.styled(Style.BAD, "which takes away:"));
      amendment.losses().stream()
          .filter(Weighed::holdsAnything)
          .forEach(loss -> line("    " + words(loss)));
    }
    amendment.script().remarks().forEach(remark -> line("  note: " + remark));
    for (Hindrance hindrance : amendment.hindrances()) {
      line(terminal.styled(Style.BAD, "in the way: ") + words(hindrance));
      line("    see them with: " + hindrance.precheck().query());
    }
    amendment
        .script()
        .refusals()
        .forEach(r -> line(terminal.styled(Style.CAUTION, "left to a person: ") + r));
    if (!amendment.isEmpty()) {
      trial(amendment.trial());
    }
  }

  private void trial(Trial trial) {
    trial.notes().forEach(note -> line("  note: " + note));
    if (trial.passed()) {
      line(
          "tried on a copy of the objects with made-up rows: leads to what is wanted, and takes"
              + " nothing else away");
    }
    trial.flaws().forEach(flaw -> line(terminal.styled(Style.BAD, "not safe: ") + flaw));
  }

  private void statement(FixStatement statement) {
    statement.toString().lines().forEach(l -> line("    " + l));
  }

  private void line(String text) {
    terminal.result(text + "\n");
  }

  /** {@code rows of table public.x: 12 (the table is not in the wanted state)}. */
  static String words(Weighed weighed) {
    String amount =
        weighed.amount() < 0
            ? "nobody may count them"
            : (weighed.exact() ? "" : "about ") + weighed.amount();
    return switch (weighed.loss().what()) {
          case ROWS -> "rows of ";
          case VALUES -> "values of ";
          case PRECISION -> "perhaps part of the values of ";
          case COUNTER -> "the state of ";
        }
        + weighed.loss().object()
        + ": "
        + amount
        + " ("
        + weighed.loss().why()
        + ")";
  }

  static String words(Hindrance hindrance) {
    return hindrance.precheck() + " (" + Amount.of(hindrance.rows(), "row") + ")";
  }
}
