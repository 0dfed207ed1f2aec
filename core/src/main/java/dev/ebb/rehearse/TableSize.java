package dev.ebb.rehearse;

/**
 * How large a table or materialized view of the real database is, and how much it is used. Sizes of
 * a partitioned table are those of all its partitions.
 *
 * @param path namespace and name, quoted where SQL needs it
 * @param rows as the server estimates it; -1 if it was never counted
 * @param bytes of the table itself, with what of it is stored out of line
 * @param indexBytes of all its indexes
 * @param indexes how many there are
 * @param reads how often it was read by queries so far
 * @param writes how many rows were inserted, updated or deleted so far
 */
public record TableSize(
    String path, long rows, long bytes, long indexBytes, int indexes, long reads, long writes) {}
