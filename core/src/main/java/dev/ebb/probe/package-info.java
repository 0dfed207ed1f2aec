/**
 * Asks the catalog of a live database whether a statement took effect whose end nobody saw.
 *
 * <p>May use: db, sql.
 */
@NullMarked
package dev.ebb.probe;

import org.jspecify.annotations.NullMarked;
