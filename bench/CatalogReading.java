import dev.ebb.catalog.Catalog;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.introspect.CatalogReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The part of catalog.sh that needs a JVM which has read a catalog before. */
final class CatalogReading {
  private static final int UNTIL_WARM = 3;

  public static void main(String[] args) throws Exception {
    ConnectionSettings settings = ConnectionSettings.fromEnvironment(System.getenv(), "").orElseThrow();
    CatalogReader reader = new CatalogReader(List.of());
    List<Long> dumps = new ArrayList<>();
    List<Long> same = new ArrayList<>();
    List<Long> fresh = new ArrayList<>();
    List<Long> both = new ArrayList<>();
    Connector connector = new Connector(settings, "ebb-bench");
    Catalog catalog = Catalog.EMPTY;
    try (Session session = connector.open()) {
      for (int i = 0; i < UNTIL_WARM + Integer.parseInt(args[0]); i++) {
        long start = System.nanoTime();
        new ProcessBuilder("pg_dump", "-s", "-f", "/dev/null").inheritIO().start().waitFor();
        long dumped = System.nanoTime();
        catalog = reader.read(session);
        long read = System.nanoTime();
        try (Session other = connector.open()) {
          reader.read(other);
        }
        long end = System.nanoTime();
        reader.read(session, connector);
        long atOnce = System.nanoTime();
        if (i >= UNTIL_WARM) {
          dumps.add(dumped - start);
          same.add(read - dumped);
          fresh.add(end - read);
          both.add(atOnce - end);
        }
      }
    }
    System.out.printf(
        "warm, %s: pg_dump -s %d ms, read %d ms, ratio %.2f; in a new session %d ms, ratio %.2f;"
            + " with another session beside it %d ms, ratio %.2f%n",
        catalog, median(dumps) / 1_000_000, median(same) / 1_000_000,
        (double) median(same) / median(dumps), median(fresh) / 1_000_000,
        (double) median(fresh) / median(dumps), median(both) / 1_000_000,
        (double) median(both) / median(dumps));
  }

  private static long median(List<Long> times) {
    Collections.sort(times);
    return times.get(times.size() / 2);
  }
}
