package dev.ebb.db;

import java.nio.charset.StandardCharsets;

/**
 * Names the advisory lock of one schema. The same number as the predecessor's, so that both tools
 * exclude each other.
 *
 * @param value from 0 to 2^31-2
 */
public record LockKey(int value) {
  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  /** The key of the schema with that version table: FNV-1 of its name, cut to 31 bits. */
  public static LockKey of(String versionTable) {
    int hash = FNV_OFFSET;
    for (byte b : (versionTable + ":migrations").getBytes(StandardCharsets.UTF_8)) {
      hash = (hash * FNV_PRIME) ^ (b & 0xff);
    }
    return new LockKey((int) (Integer.toUnsignedLong(hash) % Integer.MAX_VALUE));
  }
}
