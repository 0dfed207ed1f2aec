/**
 * What a run would do to those who use the database meanwhile: what it locks, for how long, and who
 * would wait; from what was seen on a shadow and from the real tables' sizes.
 *
 * <p>May use: catalog, db, fault, graph, loss, shadow, sql.
 */
@NullMarked
package dev.ebb.rehearse;

import org.jspecify.annotations.NullMarked;
