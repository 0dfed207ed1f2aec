package dev.ebb.db;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of a result, read by column name; valid only while its reader runs. Each kind of value
 * has a method for columns that are never null, which throws {@link IllegalStateException} if one
 * is, and one for those that may be.
 */
public final class Row {
  private final ResultSet rows;

  Row(ResultSet rows) {
    this.rows = rows;
  }

  /** A {@code bigint} or smaller. */
  public long int64(String column) {
    return present(column, int64OrNull(column));
  }

  /** A {@code bigint} or smaller, or null. */
  public @Nullable Long int64OrNull(String column) {
    return read(() -> {
      long value = rows.getLong(column);
      return rows.wasNull() ? null : value;
    });
  }

  /** An {@code integer} or smaller. */
  public int int32(String column) {
    return Math.toIntExact(int64(column));
  }

  /** An {@code integer} or smaller, or null. */
  public @Nullable Integer int32OrNull(String column) {
    Long value = int64OrNull(column);
    return value == null ? null : Integer.valueOf(Math.toIntExact(value));
  }

  /** A {@code boolean}. */
  public boolean bool(String column) {
    return present(column, boolOrNull(column));
  }

  /** A {@code boolean}, or null. */
  public @Nullable Boolean boolOrNull(String column) {
    return read(() -> {
      boolean value = rows.getBoolean(column);
      return rows.wasNull() ? null : value;
    });
  }

  /** Anything, as the server writes it. */
  public String text(String column) {
    return present(column, textOrNull(column));
  }

  /** Anything, as the server writes it, or null. */
  public @Nullable String textOrNull(String column) {
    return read(() -> rows.getString(column));
  }

  /** Anything, as the server writes it, or null; by the place of the column, from 0. */
  public @Nullable String textAt(int place) {
    return read(() -> rows.getString(place + 1));
  }

  /** A {@code bigint} or smaller, 0 for a null; by the place of the column, from 0. */
  public long int64At(int place) {
    return Objects.requireNonNull(read(() -> rows.getLong(place + 1)));
  }

  /** A {@code boolean}, false for a null; by the place of the column, from 0. */
  public boolean boolAt(int place) {
    return Objects.requireNonNull(read(() -> rows.getBoolean(place + 1)));
  }

  /** The names of the columns, in their order. */
  List<String> columns() {
    return present(
        "names",
        read(() -> {
          ResultSetMetaData columns = rows.getMetaData();
          List<String> names = new ArrayList<>();
          for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(columns.getColumnLabel(i));
          }
          return names;
        }));
  }

  /** A {@code timestamptz}; infinity is the farthest that Java knows. */
  public Instant instant(String column) {
    return present(column, instantOrNull(column));
  }

  /** A {@code timestamptz}, or null. */
  public @Nullable Instant instantOrNull(String column) {
    return read(() -> {
      OffsetDateTime value = rows.getObject(column, OffsetDateTime.class);
      return value == null ? null : value.toInstant();
    });
  }

  /** A {@code text[]} without nulls. */
  public List<String> texts(String column) {
    return present(column, textsOrNull(column));
  }

  /** A {@code text[]} without nulls in it, or null. */
  public @Nullable List<String> textsOrNull(String column) {
    return read(() -> elements(column, String.class));
  }

  /** An {@code integer[]} or {@code bigint[]} without nulls. */
  public List<Long> int64s(String column) {
    return present(column, int64sOrNull(column));
  }

  /** An {@code integer[]} or {@code bigint[]} without nulls in it, or null. */
  public @Nullable List<Long> int64sOrNull(String column) {
    List<Number> numbers = read(() -> elements(column, Number.class));
    return numbers == null ? null : numbers.stream().map(Number::longValue).toList();
  }

  private <T> @Nullable List<T> elements(String column, Class<T> type) throws SQLException {
    Array array = rows.getArray(column);
    if (array == null) {
      return null;
    }
    List<T> elements = new ArrayList<>();
    for (Object element : (Object[]) array.getArray()) {
      elements.add(type.cast(element));
    }
    return List.copyOf(elements);
  }

  private interface Reading<T> {
    @Nullable T read() throws SQLException;
  }

  private static <T> @Nullable T read(Reading<T> reading) {
    try {
      return reading.read();
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    }
  }

  private static <T> T present(String column, @Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("column " + column + " is null");
    }
    return value;
  }
}
