/**
 * Fills a catalog from a live database, in one snapshot and one round trip.
 *
 * <p>May use: catalog, db, fault, sql.
 */
@NullMarked
package dev.ebb.introspect;

import org.jspecify.annotations.NullMarked;
