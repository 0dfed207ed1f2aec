package dev.ebb.cli.proving;

import dev.ebb.DownFiles;
import dev.ebb.proof.Derived;
import dev.ebb.proof.Proof;
import dev.ebb.sql.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts derived downs beside their ups. */
final class Writing {
  private static final String TEMPLATE = "-- What takes the up script back";

  private Writing() {}

  /**
   * Writes those that are proven, all of a schema or none.
   *
   * @param overwrite whether a disproven down with statements in it may be replaced
   * @param files null to write nothing and only tell what would be
   * @return the same, with what was written and what was not
   */
  static Proven write(Proven proven, boolean overwrite, @Nullable DownFiles files) {
    Map<String, String> texts = new LinkedHashMap<>();
    List<Proven.Left> left = new ArrayList<>();
    for (Proof proof : proven.proofs()) {
      if (proof.derived().isPresent()) {
        String file = proof.migration().down().file();
        Optional<String> why = against(proven, proof, overwrite);
        why.ifPresent(reason -> left.add(new Proven.Left(file, reason)));
        if (why.isEmpty()) {
          texts.put(file, text(proof, proof.derived().get()));
        }
      }
    }
    if (files != null && !texts.isEmpty()) {
      files.write(texts);
    }
    return new Proven(
        proven.schema(),
        proven.proofs(),
        proven.baseline(),
        proven.elapsed(),
        List.copyOf(texts.keySet()),
        left,
        proven.storedOtherwise(),
        proven.data());
  }

  private static Optional<String> against(Proven proven, Proof proof, boolean overwrite) {
    if (proof.derived().filter(Derived::proven).isEmpty()) {
      return Optional.of("the derived down is not proven");
    }
    boolean written = !proof.migration().down().script().statements().isEmpty();
    if (written && !overwrite) {
      return Optional.of("somebody has written one, which is disproven; --overwrite replaces it");
    }
    return proven.borne(proof).map(reason -> "it is in the baseline: " + reason);
  }

  // Somebody may have written down why there is no down.
  private static String text(Proof proof, Derived derived) {
    Script old = proof.migration().down().script();
    StringBuilder text = new StringBuilder();
    if (old.statements().isEmpty() && !old.text().startsWith(TEMPLATE)) {
      old.text().lines().filter(line -> line.startsWith("--")).forEach(line -> add(text, line));
    }
    return text.append(text.isEmpty() ? "" : "--\n").append(derived.text()).toString();
  }

  private static void add(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
