package dev.ebb.restore;

import java.time.Duration;

/**
 * How a point took the place of a database.
 *
 * @param database the name under which it serves now
 * @param keptAs the reference under which what was replaced is kept
 * @param keptDatabase its name on the server
 * @param pause how long nobody could connect
 * @param sessionsEnded how many sessions were ended for it
 * @param contents what is there now
 */
public record Replacement(
    String database,
    String keptAs,
    String keptDatabase,
    Duration pause,
    int sessionsEnded,
    Contents contents) {}
