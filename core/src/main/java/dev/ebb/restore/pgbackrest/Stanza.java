package dev.ebb.restore.pgbackrest;

import dev.ebb.describe.JsonReader;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code pgbackrest info} says of a stanza.
 *
 * @param name its name
 * @param trouble what is wrong with it as a whole; null if nothing
 * @param systemId the number of the cluster that it has now
 * @param backups whole ones of that cluster, the oldest first
 * @param annotations what was noted on backups
 */
record Stanza(
    String name,
    @Nullable String trouble,
    String systemId,
    List<Backup> backups,
    Map<String, String> annotations) {

  /** All stanzas in a document. */
  static List<Stanza> all(String json) {
    List<Stanza> all = new ArrayList<>();
    for (Object stanza : list(JsonReader.read(json))) {
      all.add(stanza(map(stanza)));
    }
    return all;
  }

  private static Stanza stanza(Map<String, @Nullable Object> json) {
    Map<String, @Nullable Object> status = map(json.get("status"));
    long code = number(status.get("code"));
    String systemId = "";
    long database = 0;
    for (Object entry : list(json.get("db"))) {
      Map<String, @Nullable Object> each = map(entry);
      if (number(each.get("id")) >= database) {
        database = number(each.get("id"));
        systemId = text(each.get("system-id"));
      }
    }
    List<Backup> backups = new ArrayList<>();
    Map<String, String> annotations = new TreeMap<>();
    for (Object entry : list(json.get("backup"))) {
      Map<String, @Nullable Object> each = map(entry);
      map(each.get("annotation")).forEach((key, value) -> annotations.put(key, text(value)));
      boolean whole = !Boolean.TRUE.equals(each.get("error"));
      if (whole && number(map(each.get("database")).get("id")) == database) {
        backup(each).ifPresent(backups::add);
      }
    }
    backups.sort(Comparator.comparing(Backup::stop));
    return new Stanza(
        text(json.get("name")),
        code == 0 ? null : text(status.get("message")),
        systemId,
        backups,
        annotations);
  }

  // Without places in the log, which old versions did not note, nobody can tell what it is good
  // for.
  private static Optional<Backup> backup(Map<String, @Nullable Object> json) {
    String stop = text(map(json.get("lsn")).get("stop"));
    String segment = text(map(json.get("archive")).get("stop"));
    if (stop.isEmpty() || segment.length() < Timeline.DIGITS) {
      return Optional.empty();
    }
    return Optional.of(
        new Backup(
            text(json.get("label")),
            Timeline.of(segment),
            Lsn.parse(stop),
            Instant.ofEpochSecond(number(map(json.get("timestamp")).get("stop"))),
            number(map(json.get("info")).get("size"))));
  }

  @SuppressWarnings("unchecked") // the reader makes nothing else
  private static Map<String, @Nullable Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> found ? (Map<String, @Nullable Object>) found : Map.of();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> found ? found : List.of();
  }

  private static long number(@Nullable Object value) {
    return value instanceof BigDecimal found ? found.longValue() : 0;
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
