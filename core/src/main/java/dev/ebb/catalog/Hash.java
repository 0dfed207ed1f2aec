package dev.ebb.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes a fingerprint: SHA-256 over texts, each length-prefixed, so that none can pose as two. */
final class Hash {
  /** Names what is hashed and how; another once either changes. */
  private static final String ALGORITHM = "c2";

  private final MessageDigest digest;

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
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }

  Fingerprint fingerprint() {
    return new Fingerprint(ALGORITHM + ":" + HexFormat.of().formatHex(digest.digest()));
  }
}
