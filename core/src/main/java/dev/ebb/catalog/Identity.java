package dev.ebb.catalog;

import org.jspecify.annotations.Nullable;

/**
 * By what one database knows an object for as long as it lives, through renames and moves: the key
 * of its row in the system's own tables. Means nothing in another database.
 *
 * @param classId the system table, as its oid: 1259 is {@code pg_class}
 * @param objectId the oid of the row
 * @param part the number of the column, or 0 for the whole
 */
public record Identity(long classId, long objectId, int part) {

  // Written out for the same reason as those of ObjectName.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Identity that
        && objectId == that.objectId
        && part == that.part
        && classId == that.classId;
  }

  @Override
  public int hashCode() {
    return (Long.hashCode(objectId) * 31 + part) * 31 + Long.hashCode(classId);
  }
}
