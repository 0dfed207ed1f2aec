package dev.ebb.shadow;

import dev.ebb.graph.Migration;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * Everything that decides which objects a replay gives: the same key, the same catalog.
 *
 * @param digest 64 hexadecimal digits
 */
public record CacheKey(String digest) {

  /**
   * The migrations of one schema.
   *
   * @param versionTable its version table
   * @param inOrder in the order of running
   */
  public record Part(String versionTable, List<Migration> inOrder) {
    public Part {
      inOrder = List.copyOf(inOrder);
    }
  }

  /**
   * The key of a replay.
   *
   * @param place where it is made, without passwords: what it can do may decide what a script does
   * @param tool the version of Ebb
   */
  public static CacheKey of(ShadowPlace place, Likeness likeness, List<Part> parts, String tool) {
    MessageDigest digest = sha256();
    add(digest, tool);
    add(digest, place.describe());
    add(digest, String.valueOf(likeness.major()));
    add(digest, likeness.user());
    add(digest, String.valueOf(likeness.namespace()));
    add(digest, likeness.locale());
    add(digest, new TreeMap<>(likeness.settings()).toString());
    add(digest, String.join("\n", likeness.roles()));
    for (Part part : parts) {
      add(digest, part.versionTable());
      for (Migration migration : part.inOrder()) {
        add(digest, migration.id().toString());
        add(digest, migration.up().script().checksum().value());
      }
    }
    return new CacheKey(HexFormat.of().formatHex(digest.digest()));
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
