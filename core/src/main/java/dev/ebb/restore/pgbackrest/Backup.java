package dev.ebb.restore.pgbackrest;

import java.time.Instant;

/**
 * A backup in the repository.
 *
 * @param label its name
 * @param timeline the timeline of the server when it ended
 * @param stop where the log was when it ended: before that, the copy is not consistent
 * @param stopped when it ended, by the clock of the machine that made it, cut to seconds
 * @param size bytes of the cluster
 */
record Backup(String label, long timeline, Lsn stop, Instant stopped, long size) {}
