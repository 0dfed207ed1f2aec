package dev.ebb.outofband;

/**
 * The rows of one batch, by their keys.
 *
 * @param first the lowest key that belongs to it, in the text form of the column's type
 * @param last the highest key that belongs to it, itself included
 * @param type the type of the column, as SQL, to cast them to
 */
public record KeyRange(String first, String last, String type) {}
