package dev.ebb.drill;

/**
 * The table that a mishap happens to, and its column.
 *
 * @param table qualified, as SQL
 * @param column as SQL
 * @param type as SQL
 * @param nullable whether the column may be empty
 * @param filler a value that the column takes, as SQL
 * @param rows how many there are in the table, about
 * @param bytes how much the table takes
 * @param why what speaks for it; a sentence without a full stop
 */
public record Subject(
    String table,
    String column,
    String type,
    boolean nullable,
    String filler,
    long rows,
    long bytes,
    String why) {}
