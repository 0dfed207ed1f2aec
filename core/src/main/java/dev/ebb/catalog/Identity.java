package dev.ebb.catalog;

/**
 * By what one database knows an object for as long as it lives, through renames and moves: the key
 * of its row in the system's own tables. Means nothing in another database.
 *
 * @param classId the system table, as its oid: 1259 is {@code pg_class}
 * @param objectId the oid of the row
 * @param part the number of the column, or 0 for the whole
 */
public record Identity(long classId, long objectId, int part) {}
