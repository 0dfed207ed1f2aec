/**
 * The record of what was changed, by whom, from where and how it ended: in a table that is only
 * added to, and in a file if asked; each entry bears a hash over itself and all before it.
 *
 * <p>May use: db, fault, sql.
 */
@NullMarked
package dev.ebb.audit;

import org.jspecify.annotations.NullMarked;
