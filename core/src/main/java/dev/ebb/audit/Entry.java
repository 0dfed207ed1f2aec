package dev.ebb.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One entry of the record, as it is stored.
 *
 * @param number from 1, without a gap
 * @param body what happened: an object of JSON, in ASCII
 * @param hash over this entry and the hash of the one before it
 */
public record Entry(long number, String body, String hash) {
  /** Stands for what was before the first entry. */
  static final String NOTHING = "0".repeat(64);

  /** The hash that an entry must have. */
  static String hash(String before, long number, String body) {
    return sha256(before + "\n" + number + "\n" + body);
  }

  static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
