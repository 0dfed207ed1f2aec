package dev.ebb.restore.snapshot;

/**
 * What came back of a table.
 *
 * @param inSnapshot how many rows the snapshot has
 * @param returned how many rows came back that were gone
 * @param changed how many rows got values back
 * @param left how many rows stayed away, because others are in their place now
 */
public record Returned(long inSnapshot, long returned, long changed, long left) {}
