package dev.ebb.cli.linting;

import dev.ebb.cli.render.Amount;
import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.lint.Finding;
import dev.ebb.lint.Level;
import dev.ebb.lint.Linted;
import dev.ebb.lint.Rule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Shows findings to people, below the migration they are in; what to do instead once a rule. */
final class LintText {
  private final Terminal terminal;
  private final boolean verbose;
  private final Set<Rule> advised = EnumSet.noneOf(Rule.class);

  LintText(Terminal terminal, boolean verbose) {
    this.terminal = terminal;
    this.verbose = verbose;
  }

  void show(List<LintedSchema> all) {
    for (LintedSchema schema : all) {
      schema.linted().forEach(this::migration);
    }
    for (LintedSchema schema : all) {
      line(0, summary(schema));
    }
  }

  private void migration(Linted linted) {
    List<Finding> shown = linted.findings().stream().filter(this::isShown).toList();
    for (Finding finding : shown) {
      line(
          0,
          "%s %s %s: %s"
              .formatted(
                  terminal.styled(
                      Style.STRONG, finding.place().file() + ":" + finding.place().line()),
                  mark(finding),
                  finding.rule().id(),
                  finding.what()));
      if (!finding.head().isEmpty()) {
        line(4, finding.head());
      }
      if (finding.allowed() != null) {
        line(4, "allowed: " + finding.allowed());
      } else if (advised.add(finding.rule()) || verbose) {
        line(4, "instead: " + finding.rule().instead());
      }
    }
  }

  private boolean isShown(Finding finding) {
    return verbose || (finding.allowed() == null && finding.level() != Level.NOTICE);
  }

  private String mark(Finding finding) {
    if (finding.allowed() != null) {
      return "allowed";
    }
    return switch (finding.level()) {
      case ERROR -> terminal.styled(Style.BAD, "error");
      case WARNING -> terminal.styled(Style.CAUTION, "warning");
      case NOTICE, OFF -> finding.level().word();
    };
  }

  private String summary(LintedSchema schema) {
    List<String> parts = new ArrayList<>();
    part(parts, schema.count(Level.ERROR), "error");
    part(parts, schema.count(Level.WARNING), "warning");
    part(parts, schema.count(Level.NOTICE), "notice");
    if (schema.allowed() > 0) {
      parts.add(schema.allowed() + " allowed");
    }
    String hidden = !verbose && schema.count(Level.NOTICE) > 0 ? " (-v shows notices)" : "";
    return "%s: %d of %s looked at in %s: %s%s"
        .formatted(
            schema.schema(),
            schema.linted().size(),
            Amount.of(schema.migrations(), "migration"),
            Amount.of(schema.elapsed()),
            parts.isEmpty() ? "nothing to say" : String.join(", ", parts),
            hidden);
  }

  private static void part(List<String> parts, long count, String noun) {
    if (count > 0) {
      parts.add(Amount.of(count, noun));
    }
  }

  private void line(int indent, String text) {
    terminal.result(" ".repeat(indent) + text.replace("\n", "\n" + " ".repeat(indent)) + "\n");
  }
}
