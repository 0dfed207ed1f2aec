/**
 * Two catalogs seen together: who is who in them, in what they really differ once names are
 * followed, what is a part of what, how SQL speaks of it, and how values pass from type to type.
 *
 * <p>May use: catalog, sql.
 */
@NullMarked
package dev.ebb.fix.pairing;

import org.jspecify.annotations.NullMarked;
