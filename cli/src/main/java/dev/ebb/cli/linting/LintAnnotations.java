package dev.ebb.cli.linting;

import dev.ebb.lint.Finding;
import dev.ebb.lint.Level;
import java.util.List;
import java.util.function.UnaryOperator;

/** Findings as workflow commands, which GitHub shows beside the lines of a pull request. */
final class LintAnnotations {
  private LintAnnotations() {}

  /**
   * A line for each that is not allowed.
   *
   * @param path from a file of the project to its path in the repository
   */
  static String of(List<LintedSchema> all, UnaryOperator<String> path) {
    StringBuilder text = new StringBuilder();
    for (LintedSchema schema : all) {
      schema
          .findings()
          .filter(finding -> finding.allowed() == null)
          .forEach(finding -> add(text, finding, path));
    }
    return text.toString();
  }

  private static void add(StringBuilder text, Finding finding, UnaryOperator<String> path) {
    String word = finding.level() == Level.NOTICE ? "notice" : finding.level().word();
    text.append(
        "::%s file=%s,line=%d,title=%s::%s\n"
            .formatted(
                word,
                property(path.apply(finding.place().file())),
                Math.max(1, finding.place().line()),
                property(finding.rule().id()),
                data(finding.what() + "\nInstead: " + finding.rule().instead())));
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
