/**
 * Copies of a database beside it on the same server: made, looked at, put in its place, deleted.
 *
 * <p>May use: db, fault, restore, restore.swap.
 */
@NullMarked
package dev.ebb.restore.branch;

import org.jspecify.annotations.NullMarked;
