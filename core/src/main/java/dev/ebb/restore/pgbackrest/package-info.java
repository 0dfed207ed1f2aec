/**
 * Points in time of a server of one's own, from the backups and the archive of pgBackRest: restored
 * into a data directory beside the one that serves, started there, and put in its place.
 *
 * <p>May use: db, describe, exec, fault, restore, restore.pitr, restore.swap, sql.
 */
@NullMarked
package dev.ebb.restore.pgbackrest;

import org.jspecify.annotations.NullMarked;
