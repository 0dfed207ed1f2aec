package dev.ebb.lint;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Nearest;
import dev.ebb.fault.Problems;
import dev.ebb.source.Project;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How bad it is to break each rule in one project. Immutable. */
public final class RuleSet {
  private final Map<Rule, Level> levels;

  private RuleSet(Map<Rule, Level> levels) {
    this.levels = levels;
  }

  /** Each rule as it usually is. */
  public static RuleSet usual() {
    return new RuleSet(Map.of());
  }

  /**
   * As a project has it.
   *
   * @param choices what stands below {@code lint} in its {@code ebb.yaml}
   * @throws Fault DEFINITION with every rule or level that there is not
   */
  public static RuleSet of(List<Project.Choice> choices) {
    Problems problems = new Problems();
    Map<Rule, Level> levels = new EnumMap<>(Rule.class);
    for (Project.Choice choice : choices) {
      Optional<Rule> rule = Rule.named(choice.key());
      if (rule.isEmpty()) {
        problems.error(
            choice.place(),
            "there is no rule \"" + choice.key() + "\" for lint",
            Nearest.to(choice.key(), Rule.ids())
                .map(near -> "did you mean " + near + "?")
                .orElse("there are: " + String.join(", ", Rule.ids())));
      } else {
        Level.named(choice.value())
            .ifPresentOrElse(
                level -> levels.put(rule.get(), level),
                () ->
                    problems.error(
                        choice.place(),
                        "\"" + choice.value() + "\" is no level for a rule",
                        "write one of: error, warning, notice, off"));
      }
    }
    problems.throwIfAny();
    return new RuleSet(levels);
  }

  /** How bad it is to break a rule. */
  public Level level(Rule rule) {
    return levels.getOrDefault(rule, rule.usual());
  }

  /** Whether the project said so itself. */
  boolean isChosen(Rule rule) {
    return levels.containsKey(rule);
  }
}
