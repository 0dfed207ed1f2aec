/**
 * SQL from a difference: what has to run, in which order, to make one catalog of another; what that
 * would destroy; and what no SQL can do, by name. Pure.
 *
 * <p>May use: catalog, fix.pairing, sql.
 */
@NullMarked
package dev.ebb.fix;

import org.jspecify.annotations.NullMarked;
