/**
 * A database's objects as values: what there is, in the server's own canonical text, with a
 * fingerprint; and how two databases differ. Pure.
 *
 * <p>May use: nothing.
 */
@NullMarked
package dev.ebb.catalog;

import org.jspecify.annotations.NullMarked;
