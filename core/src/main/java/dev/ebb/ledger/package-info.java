/**
 * What has been applied, in the database itself: the history table, the version tables, and the way
 * back of every migration. Reads and continues the predecessor's tables, and hands them back.
 *
 * <p>May use: db, fault, graph, sql.
 */
@NullMarked
package dev.ebb.ledger;

import org.jspecify.annotations.NullMarked;
