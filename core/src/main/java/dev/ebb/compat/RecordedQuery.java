package dev.ebb.compat;

/**
 * A statement that an application sends.
 *
 * @param text with {@code $1} and so on where values go
 * @param calls how often it was sent; 0 if nobody counted
 * @param origin where it was found: {@code pg_stat_statements}, or a file with a line
 */
public record RecordedQuery(String text, long calls, String origin) {}
