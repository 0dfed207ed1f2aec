package dev.ebb.restore.pitr;

/**
 * A setting that a provider understands, in the section {@code restore} of {@code ebb.yaml} or as
 * {@code --setting=KEY=VALUE}.
 *
 * @param key in lower case, with - between words
 * @param meaning for help; a phrase without a full stop, with the default
 */
public record Setting(String key, String meaning) {}
