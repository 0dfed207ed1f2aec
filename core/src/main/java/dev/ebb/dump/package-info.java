/**
 * The rows of a dump that pg_dump wrote, brought into tables that may have more columns or fewer
 * than those that they were taken from.
 *
 * <p>May use: db, exec, fault, sql.
 */
@NullMarked
package dev.ebb.dump;

import org.jspecify.annotations.NullMarked;
