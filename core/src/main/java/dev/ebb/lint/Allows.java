package dev.ebb.lint;

import dev.ebb.fault.Nearest;
import dev.ebb.fault.Place;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Source;
import dev.ebb.sql.Script;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a script says may be: comments {@code -- ebb:allow RULE REASON}. One stands before its
 * statement, in it, or behind it on its last line. What is found about a whole script may be
 * allowed anywhere in it. Confined to one thread.
 */
final class Allows {
  private static final Pattern COMMENT =
      Pattern.compile("(?m)--[ \\t]*ebb:allow\\b[ \\t]*([^\\s]*)[ \\t]*(.*?)[ \\t\\r]*$");

  private final Source source;
  private final Direction direction;
  private final List<Allow> allows = new ArrayList<>();

  private static final class Allow {
    final int line;
    final int first;
    final int last;
    final String rule;
    final String reason;
    boolean used;

    Allow(int line, int[] statements, String rule, String reason) {
      this.line = line;
      this.first = statements[0];
      this.last = statements[1];
      this.rule = rule;
      this.reason = reason;
    }
  }

  Allows(Source source, Direction direction) {
    this.source = source;
    this.direction = direction;
    read(source.script());
  }

  private void read(Script script) {
    Matcher found = COMMENT.matcher(script.text());
    while (found.find()) {
      int offset = found.start();
      int line = script.position(offset).line();
      if (isComment(script, offset)) {
        String rule = found.group(1) == null ? "" : found.group(1);
        String reason = found.group(2) == null ? "" : found.group(2);
        allows.add(new Allow(line, statements(script, offset, line), rule, reason));
      }
    }
  }

  // Between statements there is nothing but comments; in one, a comment has its line to itself.
  private static boolean isComment(Script script, int offset) {
    for (Statement statement : script.statements()) {
      int start = statement.start().offset();
      if (offset >= start && offset < start + statement.text().length()) {
        int lineStart = script.text().lastIndexOf('\n', offset) + 1;
        return script.text().substring(lineStart, offset).isBlank();
      }
    }
    return true;
  }

  // Behind statements on one line it is about all that end there; else about the next, or the one
  // that it is in.
  private static int[] statements(Script script, int offset, int line) {
    int first = 0;
    int last = 0;
    for (Statement statement : script.statements()) {
      int end = statement.start().offset() + statement.text().length();
      if (end > offset) {
        return last > 0
            ? new int[] {first, last}
            : new int[] {statement.number(), statement.number()};
      }
      if (script.position(Math.max(0, end - 1)).line() == line) {
        first = first == 0 ? statement.number() : first;
        last = statement.number();
      }
    }
    return new int[] {first, last};
  }

  /** The finding, allowed if the script says so. */
  Finding judge(Finding finding) {
    for (Allow allow : allows) {
      int number = finding.statement();
      boolean here = number == 0 || (allow.first <= number && number <= allow.last);
      if (here && allow.rule.equals(finding.rule().id()) && !allow.reason.isBlank()) {
        allow.used = true;
        return finding.allowedBecause(allow.reason);
      }
    }
    return finding;
  }

  /** What is wrong with the comments themselves, once everything else has been judged. */
  List<Finding> flaws(RuleSet rules) {
    List<Finding> flaws = new ArrayList<>();
    for (Allow allow : allows) {
      Optional<Rule> rule = Rule.named(allow.rule);
      if (rule.isEmpty()) {
        String near =
            Nearest.to(allow.rule, Rule.ids()).map(n -> "; did you mean " + n + "?").orElse("");
        flaw(flaws, rules, Rule.BAD_ALLOW, allow, "there is no rule \"" + allow.rule + "\"" + near);
      } else if (allow.reason.isBlank()) {
        flaw(flaws, rules, Rule.BAD_ALLOW, allow, allow.rule + " is allowed without a reason");
      } else if (!allow.used && rules.level(rule.get()) != Level.OFF) {
        flaw(flaws, rules, Rule.UNUSED_ALLOW, allow, allow.rule + " is not broken here");
      }
    }
    return flaws;
  }

  private void flaw(List<Finding> flaws, RuleSet rules, Rule rule, Allow allow, String what) {
    Level level = rules.level(rule);
    if (level != Level.OFF) {
      flaws.add(
          new Finding(
              rule, level, direction, new Place(source.file(), allow.line, 0), 0, what, "", null));
    }
  }
}
