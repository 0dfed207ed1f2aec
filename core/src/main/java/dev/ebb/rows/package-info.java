/**
 * Fills the tables of a live database with made-up rows that the server accepts: of every type,
 * true to keys and checks, the same for the same seed.
 *
 * <p>May use: db, sql.
 */
@NullMarked
package dev.ebb.rows;

import org.jspecify.annotations.NullMarked;
