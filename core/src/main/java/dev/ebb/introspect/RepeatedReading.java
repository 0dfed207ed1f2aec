package dev.ebb.introspect;

import dev.ebb.catalog.Catalog;
import dev.ebb.db.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads the catalog of one database again and again, in a session that does nothing else: the
 * server understands the questions once, which takes it as long as to answer them. It sees what is
 * committed. Not thread-safe.
 */
public final class RepeatedReading implements AutoCloseable {
  // What was the best way to find few objects is not the best way to find many.
  private static final int GROWTH = 2;
  private static final int FEW = 500;

  private final CatalogReader reader;
  private final Session session;
  private int asks;
  private int best;

  /**
   * For one session, which from now on belongs to it.
   *
   * @param session in no transaction
   */
  public RepeatedReading(CatalogReader reader, Session session) {
    this.reader = reader;
    this.session = session;
  }

  /**
   * All that the reader reads, as of now.
   *
   * @throws dev.ebb.db.SqlFailure if the server refuses
   */
  public Catalog read() {
    if (asks == 0) {
      prepare();
    }
    String execute =
        IntStream.range(0, asks).mapToObj(i -> "EXECUTE ebb_" + i).collect(Collectors.joining(";"));
    Catalog catalog = reader.readAlone(session, execute);
    int size = catalog.objects().size();
    if (best == 0) {
      best = Math.max(size, FEW);
    } else if (size > best * GROWTH) {
      session.execute("DEALLOCATE ALL");
      asks = 0;
    }
    return catalog;
  }

  private void prepare() {
    List<String> parts = reader.queries(session);
    List<String> statements = new ArrayList<>(List.of("SET search_path = ''", "SET jit = off"));
    for (int i = 0; i < parts.size(); i++) {
      statements.add("PREPARE ebb_" + i + " AS " + parts.get(i));
    }
    session.execute(String.join(";\n", statements));
    asks = parts.size();
    best = 0;
  }

  /** Ends the session. */
  @Override
  public void close() {
    session.close();
  }
}
