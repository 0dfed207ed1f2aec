/**
 * Snapshots of a database in files: dumped by the machine's PostgreSQL client, described and sealed
 * with checksums, restored beside the database, verified, put in its place.
 *
 * <p>May use: db, exec, fault, restore, restore.swap, sql.
 */
@NullMarked
package dev.ebb.restore.snapshot;

import org.jspecify.annotations.NullMarked;
