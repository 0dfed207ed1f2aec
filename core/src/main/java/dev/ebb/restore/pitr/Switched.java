package dev.ebb.restore.pitr;

import java.time.Duration;

/**
 * How a new place took over.
 *
 * @param serving what serves now, for people
 * @param kept what served before, and where it is kept
 * @param pause how long nobody could connect; zero if clients were left alone
 * @param next what is left to do by hand; empty if nothing
 */
public record Switched(String serving, String kept, Duration pause, String next) {}
