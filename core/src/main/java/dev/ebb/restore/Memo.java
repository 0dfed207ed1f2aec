package dev.ebb.restore;

import dev.ebb.catalog.Fingerprint;
import dev.ebb.fault.Fault;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is written down about a restore point, where it is: in the comment of a database, or in a
 * file beside a dump. Lines of a key, a space and a value, so that a person can read them when no
 * Ebb is at hand. Immutable.
 *
 * @param lines in their order; keys may be repeated
 */
public record Memo(List<Line> lines) {
  private static final String HEAD = "ebb-restore 1";
  private static final String LEDGER = "ledger";
  private static final String FINGERPRINT = "fingerprint";
  private static final String ROWS = "rows";

  /**
   * One fact.
   *
   * @param key a word
   * @param value any text
   */
  public record Line(String key, String value) {}

  public Memo {
    lines = List.copyOf(lines);
  }

  /** Nothing yet. */
  public static Memo empty() {
    return new Memo(List.of());
  }

  /** The same with one more fact; without it if it is null. */
  public Memo with(String key, @Nullable Object value) {
    return value == null ? this : plus(List.of(new Line(key, value.toString())));
  }

  /** The same with what is in a database. */
  public Memo with(Contents contents) {
    List<Line> more = new ArrayList<>();
    for (LedgerMark mark : contents.ledgers()) {
      String ids =
          mark.applied().stream().map(MigrationId::toString).collect(Collectors.joining(","));
      more.add(new Line(LEDGER, mark.schema() + " " + mark.newestRow() + " " + ids));
    }
    more.add(new Line(FINGERPRINT, contents.fingerprint().value()));
    contents.rows().forEach((table, count) -> more.add(new Line(ROWS, count + " " + table)));
    return plus(more);
  }

  private Memo plus(List<Line> more) {
    return new Memo(Stream.concat(lines.stream(), more.stream()).toList());
  }

  /** The first value of a key. */
  public Optional<String> value(String key) {
    return lines.stream().filter(line -> line.key().equals(key)).map(Line::value).findFirst();
  }

  /** All values of a key. */
  public List<String> values(String key) {
    return lines.stream().filter(line -> line.key().equals(key)).map(Line::value).toList();
  }

  /** The first value of a key as a moment; empty also if it is none any more. */
  public Optional<Instant> time(String key) {
    try {
      return value(key).map(Instant::parse);
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /** The first value of a key as a whole number; empty also if it is none any more. */
  public Optional<Long> number(String key) {
    try {
      return value(key).map(Long::valueOf);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** What is in the database, if that was written down, and nobody spoilt it. */
  public Optional<Contents> contents() {
    try {
      return value(FINGERPRINT)
          .map(value -> new Contents(ledgers(), new Fingerprint(value), rows()));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | Fault _) {
      return Optional.empty();
    }
  }

  private List<LedgerMark> ledgers() {
    List<LedgerMark> marks = new ArrayList<>();
    for (String value : values(LEDGER)) {
      String[] parts = value.split(" ", 3);
      SortedSet<MigrationId> applied = new TreeSet<>();
      for (String id : parts[2].isEmpty() ? new String[0] : parts[2].split(",")) {
        applied.add(new MigrationId(Long.parseLong(id)));
      }
      marks.add(new LedgerMark(new SchemaName(parts[0]), applied, Long.parseLong(parts[1])));
    }
    return marks;
  }

  private SortedMap<String, Long> rows() {
    SortedMap<String, Long> rows = new TreeMap<>();
    for (String value : values(ROWS)) {
      int space = value.indexOf(' ');
      rows.put(value.substring(space + 1), Long.valueOf(value.substring(0, space)));
    }
    return rows;
  }

  /**
   * As text.
   *
   * @param title a line for people, before the rest
   */
  public String text(String title) {
    return lines.stream()
        .map(line -> line.key() + " " + escaped(line.value()))
        .collect(Collectors.joining("\n", escaped(title) + "\n" + HEAD + "\n", "\n"));
  }

  /** From such a text; empty if it is another. */
  public static Optional<Memo> parse(@Nullable String text) {
    List<String> all = text == null ? List.of() : text.lines().toList();
    if (all.size() < 2 || !all.get(1).equals(HEAD)) {
      return Optional.empty();
    }
    List<Line> lines = new ArrayList<>();
    for (String line : all.subList(2, all.size())) {
      int space = line.indexOf(' ');
      if (space > 0) {
        lines.add(new Line(line.substring(0, space), unescaped(line.substring(space + 1))));
      }
    }
    return Optional.of(new Memo(lines));
  }

  private static String escaped(String value) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\') {
        text.append("\\\\");
      } else if (c < ' ' || c == '\u0085' || c == '\u2028' || c == '\u2029') {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static String unescaped(String value) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && value.startsWith("u", i + 1) && i + 6 <= value.length()) {
        text.append((char) Integer.parseInt(value.substring(i + 2, i + 6), 16));
        i += 5;
      } else if (c == '\\' && i + 1 < value.length()) {
        text.append(value.charAt(++i));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
