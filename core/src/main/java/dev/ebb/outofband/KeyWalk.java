package dev.ebb.outofband;

import dev.ebb.sql.SqlName;

/**
 * The order in which an out-of-band migration goes through a table: once, from the lowest key to
 * the highest, in ranges that several workers share.
 *
 * @param table the table; looked up in the connection's search path if it is not qualified
 * @param key the name of a column that is never null, by which an index orders the rows; best the
 *     primary key. Rows with equal keys are done together
 */
public record KeyWalk(SqlName table, String key) {}
