package dev.ebb.outofband;

import java.util.Optional;

/**
 * How much one batch may do.
 *
 * @param size about how many rows, at least 1; chosen so that a batch takes as long as {@link
 *     BatchPolicy#target} says, hence another for each batch
 * @param range the keys that it has to deal with, both ends included: all rows in between that
 *     still need it, and no others; absent if the migration declares no table and key and finds its
 *     rows itself
 */
public record Batch(int size, Optional<KeyRange> range) {}
