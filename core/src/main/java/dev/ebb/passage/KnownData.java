package dev.ebb.passage;

import dev.ebb.db.Session;
import dev.ebb.outofband.Declaration;
import dev.ebb.outofband.WayBack;
import dev.ebb.release.Span;
import dev.ebb.sql.Quote;
import dev.ebb.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The out-of-band migrations that concern a passage: those that the releases declare, and those
 * that only the database knows. Immutable.
 */
final class KnownData {
  private static final String TABLE = "out_of_band_migrations";

  private final SortedMap<Integer, Item> items;

  private KnownData(SortedMap<Integer, Item> items) {
    this.items = items;
  }

  /**
   * One of them.
   *
   * @param declaration null if only the database knows it, so that nobody here can run it
   * @param progress the share that the database says is done; absent if it does not know it
   */
  record Item(
      Span span,
      String description,
      WayBack wayBack,
      @Nullable Declaration declaration,
      Optional<Double> progress) {
    int id() {
      return span.id();
    }

    String percent() {
      return String.format(Locale.ROOT, "%.2f %%", 100 * progress.orElse(0.0));
    }
  }

  /** Those that are declared, and what databases know. */
  static KnownData of(List<Item> rows, List<Declaration> declarations) {
    SortedMap<Integer, Item> items = new TreeMap<>();
    rows.forEach(row -> items.put(row.id(), row));
    for (Declaration d : declarations) {
      int id = d.id().value();
      Item row = items.get(id);
      Optional<Double> progress = row == null ? Optional.empty() : row.progress();
      Span span = new Span(id, d.introduced(), d.deprecated());
      items.put(id, new Item(span, d.description(), d.wayBack(), d, progress));
    }
    return new KnownData(items);
  }

  /** What a database knows. */
  static List<Item> rows(Home home) {
    return tableIn(home.session(), home.namespace())
        .map(namespace -> rows(home.session(), namespace))
        .orElse(List.of());
  }

  // The application's own table, if it has one; else that of the engine.
  private static Optional<String> tableIn(Session session, String namespace) {
    return session.queryFirst(
        "SELECT n.nspname AS namespace FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN"
            + " pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = ? AND a.attname ="
            + " 'introduced_version_major' AND n.nspname IN (?, 'ebb_out_of_band')"
            + " ORDER BY n.nspname = 'ebb_out_of_band' LIMIT 1",
        r -> r.text("namespace"),
        TABLE,
        namespace);
  }

  private static List<Item> rows(Session session, String namespace) {
    return session.query(
        "SELECT id, description, progress::text AS progress, non_destructive, introduced_version_major"
            + " AS major, introduced_version_minor AS minor, deprecated_version_major AS last_major,"
            + " deprecated_version_minor AS last_minor FROM "
            + Quote.identifier(namespace)
            + "."
            + TABLE,
        r -> {
          Integer lastMajor = r.int32OrNull("last_major");
          Integer lastMinor = r.int32OrNull("last_minor");
          Optional<Version> last =
              lastMajor == null || lastMinor == null
                  ? Optional.empty()
                  : Optional.of(Version.of(lastMajor, lastMinor));
          Version first = Version.of(r.int32("major"), r.int32("minor"));
          return new Item(
              new Span(r.int32("id"), first, last),
              r.text("description"),
              r.bool("non_destructive") ? WayBack.NEEDLESS : WayBack.WORK,
              null,
              Optional.of(Double.parseDouble(r.text("progress"))));
        });
  }

  List<Span> spans() {
    return items.values().stream().map(Item::span).toList();
  }

  /** Those of which the database knows nothing, or that nothing is done. */
  List<Integer> untouched() {
    return items.values().stream()
        .filter(i -> i.progress().orElse(0.0) == 0)
        .map(Item::id)
        .toList();
  }

  /** These, in this order. */
  List<Item> find(List<Integer> ids) {
    List<Item> found = new ArrayList<>();
    for (Integer id : ids) {
      Item item = items.get(id);
      if (item != null) {
        found.add(item);
      }
    }
    return found;
  }

  /** All of them. */
  List<Item> all() {
    return List.copyOf(items.values());
  }
}
