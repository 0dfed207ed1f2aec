package dev.ebb.cli.proving;

import dev.ebb.proof.Proof;
import dev.ebb.proof.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Proofs as workflow commands, which GitHub shows beside the lines of a pull request. */
final class GitHubAnnotations {
  private GitHubAnnotations() {}

  /**
   * A line for each that is not proven.
   *
   * @param path from a file of the project to its path in the repository
   */
  static String of(Proven proven, UnaryOperator<String> path) {
    StringBuilder text = new StringBuilder();
    for (Proof proof : proven.proofs()) {
      if (!(proof.verdict() instanceof Verdict.Proven)) {
        text.append(
            "::%s file=%s,line=%d,title=%s::%s\n"
                .formatted(
                    level(proven, proof),
                    property(path.apply(Wording.file(proof))),
                    Wording.line(proof),
                    property(proof.migration().title()),
                    data(told(proof))));
      }
    }
    return text.toString();
  }

  private static String told(Proof proof) {
    List<String> lines = new ArrayList<>(Wording.lines(proof.verdict()));
    proof.derived().ifPresent(down -> lines.addAll(Wording.derived(down)));
    return String.join("\n", lines);
  }

  private static String level(Proven proven, Proof proof) {
    if (proven.fails(proof)) {
      return "error";
    }
    return proof.verdict() instanceof Verdict.NotProvable ? "warning" : "notice";
  }

  static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
