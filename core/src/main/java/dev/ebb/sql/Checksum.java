package dev.ebb.sql;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells whether two scripts or statements are the same to a server: comments, white space, line
 * ends and the case of unquoted words do not count. Compared by value.
 *
 * @param value the version of the normalisation, a colon, and the hash: {@code s1:} and 64 hex
 *     digits
 */
public record Checksum(String value) {
  private static final String VERSION = "s1:";

  /** Refuses what has no version. */
  public Checksum {
    if (value.indexOf(':') < 1) {
      throw new IllegalArgumentException("not a checksum: " + value);
    }
  }

  static Checksum of(byte[] normalForm, int size) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(normalForm, 0, size);
      return new Checksum(VERSION.concat(HexFormat.of().formatHex(digest.digest())));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The version of the normalisation; only checksums of the same version can be compared. */
  public String version() {
    return value.substring(0, value.indexOf(':'));
  }

  /** The first 12 hex digits of the hash, without the version. */
  public String shortSum() {
    int hash = value.indexOf(':') + 1;
    return value.substring(hash, Math.min(hash + 12, value.length()));
  }

  @Override
  public String toString() {
    return value;
  }
}
