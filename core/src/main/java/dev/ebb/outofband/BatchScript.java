package dev.ebb.outofband;

import dev.ebb.sql.NamedParameters;
import dev.ebb.sql.Quote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * SQL of an author that does one batch. In it stand {@code :batch_size}, the number of rows, and,
 * if the migration declares a table and key, {@code :first} and {@code :last}, the keys of the
 * batch, both included, cast to the type of the column. Immutable and thread-safe.
 */
public final class BatchScript {
  static final String SIZE = "batch_size";
  static final String FIRST = "first";
  static final String LAST = "last";
  static final List<String> PARAMETERS = List.of(SIZE, FIRST, LAST);

  private final String file;
  private final NamedParameters text;

  BatchScript(String file, String text) {
    this.file = file;
    this.text = NamedParameters.in(text);
  }

  /** Where it stands, relative to the project. */
  public String file() {
    return file;
  }

  /** The SQL for one batch. */
  public String forBatch(Batch batch) {
    Map<String, String> values = new HashMap<>();
    values.put(SIZE, Integer.toString(batch.size()));
    batch
        .range()
        .ifPresent(range -> {
          values.put(FIRST, Quote.literal(range.first()) + "::" + range.type());
          values.put(LAST, Quote.literal(range.last()) + "::" + range.type());
        });
    return text.filledWith(values);
  }

  /** The SQL as it stands in the file. */
  public String sql() {
    return text.filledWith(Map.of());
  }

  NamedParameters parameters() {
    return text;
  }
}
