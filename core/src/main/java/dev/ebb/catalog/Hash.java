package dev.ebb.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes a fingerprint: SHA-256 over texts, each length-prefixed, so that none can pose as two. */
final class Hash {
  /** Names what is hashed and how; another once either changes. */
  private static final String ALGORITHM = "c2";

  /** Most texts are short, and the digest takes many at once as quickly as one. */
  private static final int AT_ONCE = 4096;

  private final MessageDigest digest;
  private final byte[] pending = new byte[AT_ONCE];
  private int used;

  Hash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  void add(CatalogObject object) {
    add(object.kind().name());
    add(object.path());
    object
        .facts()
        .forEach((fact, value) -> {
          add(fact.name());
          add(value);
        });
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] length = Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII);
    int size = length.length + 1 + bytes.length;
    if (size > pending.length - used) {
      flush();
    }
    if (size > pending.length) {
      digest.update(length);
      digest.update((byte) ':');
      digest.update(bytes);
      return;
    }
    System.arraycopy(length, 0, pending, used, length.length);
    pending[used + length.length] = ':';
    System.arraycopy(bytes, 0, pending, used + length.length + 1, bytes.length);
    used += size;
  }

  private void flush() {
    digest.update(pending, 0, used);
    used = 0;
  }

  Fingerprint fingerprint() {
    flush();
    return new Fingerprint(ALGORITHM + ":" + HexFormat.of().formatHex(digest.digest()));
  }
}
