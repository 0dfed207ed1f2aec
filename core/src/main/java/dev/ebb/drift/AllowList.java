package dev.ebb.drift;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import dev.ebb.yaml.Fields;
import dev.ebb.yaml.Fields.Located;
import dev.ebb.yaml.Yaml;
import dev.ebb.yaml.YamlText;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which differences somebody has agreed to, until when, and why: exact objects, no patterns, so
 * that nothing slips through. Immutable.
 *
 * <pre>
 * allow:
 *   - object: table public.users_backup
 *     finding: unexpected
 *     reason: kept until the audit is over
 *     until: 2026-12-31
 * </pre>
 *
 * @param entries in the order of the file
 */
public record AllowList(List<Entry> entries) {
  /** Nothing differs with anybody's consent. */
  public static final AllowList NONE = new AllowList(List.of());

  private static final String NEVER = "never";
  private static final List<String> KEYS = List.of("object", "finding", "reason", "until");

  public AllowList {
    entries = List.copyOf(entries);
  }

  /** A finding may be of any kind unless it is said of which. */
  enum Sort {
    MISSING,
    UNEXPECTED,
    DIFFERENT,
    ORDER;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Sort of(Finding finding) {
      return switch (finding) {
        case Finding.Missing _ -> MISSING;
        case Finding.Unexpected _ -> UNEXPECTED;
        case Finding.Different _ -> DIFFERENT;
        case Finding.ColumnOrder _ -> ORDER;
      };
    }
  }

  /**
   * One difference that is agreed to.
   *
   * @param place where it stands
   * @param object kind and path, as findings are titled
   * @param finding missing, unexpected, different or order; null for whichever
   * @param reason why
   * @param until the last day on which it counts; null for no last day
   */
  public record Entry(
      Place place,
      String object,
      @Nullable String finding,
      String reason,
      @Nullable LocalDate until) {

    boolean covers(Finding found) {
      return object.equals(found.object().toString())
          && (finding == null || finding.equals(Sort.of(found).word()));
    }

    boolean isExpired(LocalDate today) {
      return until != null && until.isBefore(today);
    }
  }

  /**
   * Reads a file.
   *
   * @param file its name, for messages
   * @throws Fault DEFINITION with everything that is wrong with it
   */
  public static AllowList read(String text, String file) {
    Problems problems = new Problems();
    List<Entry> entries = new ArrayList<>();
    YamlText.wholeFile(text, file)
        .read(problems)
        .map(yaml -> Fields.of(yaml, List.of("allow"), problems).items("allow"))
        .ifPresent(items -> items.forEach(e -> entry(e, problems).ifPresent(entries::add)));
    problems.throwIfAny();
    return new AllowList(entries);
  }

  private static Optional<Entry> entry(Yaml yaml, Problems problems) {
    Fields fields = Fields.of(yaml, KEYS, problems);
    if (!fields.sound()) {
      return Optional.empty();
    }
    Optional<Located<String>> object = required(fields, yaml, "object", "table public.x", problems);
    Optional<Located<String>> reason = required(fields, yaml, "reason", "why it may be", problems);
    Optional<Located<String>> until =
        required(fields, yaml, "until", "2026-12-31, or " + NEVER, problems);
    Optional<LocalDate> day = until.flatMap(text -> day(text, problems));
    Optional<String> finding = fields.text("finding").flatMap(text -> sort(text, problems));
    if (object.isEmpty() || reason.isEmpty() || until.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Entry(
            yaml.place(),
            object.get().value().strip(),
            finding.orElse(null),
            reason.get().value(),
            day.orElse(null)));
  }

  private static Optional<Located<String>> required(
      Fields fields, Yaml entry, String key, String example, Problems problems) {
    Optional<Located<String>> text = fields.text(key).filter(t -> !t.value().isBlank());
    if (text.isEmpty() && fields.sound()) {
      problems.error(
          entry.place(), "this entry does not say \"" + key + "\"", "add " + key + ": " + example);
    }
    return text;
  }

  private static Optional<LocalDate> day(Located<String> text, Problems problems) {
    if (text.value().equals(NEVER)) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(text.value()));
    } catch (DateTimeParseException _) {
      problems.error(
          text.place(),
          "\"" + text.value() + "\" is not a day",
          "write it as 2026-12-31, or write " + NEVER);
      return Optional.empty();
    }
  }

  private static Optional<String> sort(Located<String> text, Problems problems) {
    List<String> words = Stream.of(Sort.values()).map(Sort::word).toList();
    if (words.contains(text.value())) {
      return Optional.of(text.value());
    }
    problems.error(
        text.place(),
        "\"" + text.value() + "\" is no kind of finding",
        "one of: " + String.join(", ", words) + "; or leave it out for any");
    return Optional.empty();
  }
}
