package dev.ebb.source;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import java.util.ArrayList;
import java.util.List;

/** What Ebb says about a project, as lines: {@code place: what}, notices marked as such. */
final class Findings {
  private Findings() {}

  static List<String> of(Tree tree) {
    List<String> lines = new ArrayList<>();
    try {
      Reading reading = DefinitionReader.read(tree, Project.read(tree).schemas());
      reading.errors().forEach(p -> lines.add(line(p)));
      reading.notices().forEach(p -> lines.add("notice " + line(p)));
    } catch (Fault fault) {
      fault.problems().forEach(p -> lines.add(line(p)));
    }
    return lines;
  }

  private static String line(Problem problem) {
    if (problem.remedy().isBlank()) {
      throw new AssertionError("no remedy: " + problem);
    }
    return problem.place() + ": " + problem.what();
  }
}
