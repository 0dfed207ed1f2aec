package dev.ebb.cli.drift;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Kind;
import dev.ebb.cli.render.Times;
import dev.ebb.drift.Cause;
import dev.ebb.drift.Finding;
import dev.ebb.graph.Step;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Words for differences and for what brought them about. */
final class DriftWords {
  private DriftWords() {}

  static String word(Finding finding) {
    return switch (finding) {
      case Finding.Missing _ -> "missing";
      case Finding.Unexpected _ -> "unexpected";
      case Finding.Different _ -> "different";
      case Finding.ColumnOrder _ -> "order";
    };
  }

  static List<CatalogObject> parts(Finding finding) {
    return switch (finding) {
      case Finding.Missing missing -> missing.parts();
      case Finding.Unexpected unexpected -> unexpected.parts();
      case Finding.Different _, Finding.ColumnOrder _ -> List.of();
    };
  }

  /** What comes with it: {@code 5 columns, 1 index}; empty if nothing does. */
  static String amounts(List<CatalogObject> parts) {
    Map<Kind, Long> counts =
        parts.stream()
            .collect(
                Collectors.groupingBy(CatalogObject::kind, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(count -> amount(count.getValue(), count.getKey().word()))
        .collect(Collectors.joining(", "));
  }

  private static String amount(long count, String word) {
    if (count == 1) {
      return "1 " + word;
    }
    boolean plural = word.endsWith("s");
    String several =
        word.endsWith("x") || word.endsWith("ss")
            ? word + "es"
            : word.endsWith("y") ? word.substring(0, word.length() - 1) + "ies" : word + "s";
    return count + " " + (plural ? word : several);
  }

  static String code(Cause cause) {
    return switch (cause) {
      case Cause.InvalidIndex _ -> "invalidIndex";
      case Cause.ImperfectDown _ -> "imperfectDown";
      case Cause.Unfinished _ -> "unfinished";
      case Cause.OtherScript _ -> "otherScript";
      case Cause.ByHand _ -> "byHand";
      case Cause.Unknown _ -> "unknown";
    };
  }

  /** Why it is so; empty if nothing is known. */
  static Optional<String> cause(Cause cause) {
    return switch (cause) {
      case Cause.InvalidIndex _ ->
          Optional.of("a concurrent build of it failed; the server does not use it");
      case Cause.ImperfectDown down ->
          Optional.of(
              "taking back migration " + down.title() + way(down.origin()) + " leaves it so");
      case Cause.Unfinished unfinished ->
          Optional.of(
              "perhaps "
                  + unfinished.migrations().stream()
                      .map(Object::toString)
                      .collect(Collectors.joining(", "))
                  + ", failed or unfinished; 'ebb repair' looks into it");
      case Cause.OtherScript script ->
          Optional.of("migration " + script.title() + " made it so" + why(script.why()));
      case Cause.ByHand hand -> Optional.of("not by a migration" + times(hand));
      case Cause.Unknown _ -> Optional.empty();
    };
  }

  private static String way(Step.Origin origin) {
    return switch (origin) {
      case PROJECT -> "";
      case STORED -> " by the script that is stored in the database";
    };
  }

  private static String why(Cause.OtherScript.Why why) {
    return switch (why) {
      case SCRIPT_CHANGED -> ", and its script has changed since";
      case NOT_IN_PROJECT -> ", and the project does not have that any more";
      case SAME_SCRIPT -> " here, and not in the scratch database";
    };
  }

  private static String times(Cause.ByHand hand) {
    if (hand.at() != null) {
      return time(", at ", hand.at());
    }
    return time(", after ", hand.after()) + time(", before ", hand.before());
  }

  private static String time(String word, @Nullable Instant time) {
    return time == null ? "" : word + Times.utc(time);
  }
}
