/**
 * Live tables as keeping has to know them: read one by one or many at once, in the middle of a
 * script whose role and settings are given back.
 *
 * <p>May use: db, sql.
 */
@NullMarked
package dev.ebb.keep.table;

import org.jspecify.annotations.NullMarked;
