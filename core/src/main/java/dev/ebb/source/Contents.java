package dev.ebb.source;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Problems;
import dev.ebb.source.Draft.Depth;
import dev.ebb.source.MigrationFiles.Layout;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The bytes of one migration's files, as they were read once. Nobody changes them. */
final class Contents {
  private static final byte[] NOTHING = {};

  private final MigrationFiles files;
  private final byte @Nullable [] up;
  private final byte @Nullable [] down;
  private final byte @Nullable [] metadata;

  private Contents(
      MigrationFiles files,
      byte @Nullable [] up,
      byte @Nullable [] down,
      byte @Nullable [] metadata) {
    this.files = files;
    this.up = up;
    this.down = down;
    this.metadata = metadata;
  }

  /** Stands for all that is read of a migration: equal for equal contents of equal files. */
  record Key(long id, long lengths, long sum) {
    // Written out because the JVM puts a record's own two together at each start, in 9 ms.

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && id == key.id && lengths == key.lengths && sum == key.sum;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(sum ^ id);
    }
  }

  /** Reads as much as that depth needs; what cannot be read is told. */
  static Contents read(Tree tree, MigrationFiles files, Depth depth, Problems problems) {
    boolean scripts = depth == Depth.FULL;
    boolean flat = files.layout() == Layout.FLAT;
    return new Contents(
        files,
        scripts || flat ? bytes(tree, files.up(), problems) : null,
        scripts ? bytes(tree, files.down(), problems) : null,
        bytes(tree, files.metadata(), problems));
  }

  private static byte @Nullable [] bytes(Tree tree, @Nullable String file, Problems problems) {
    if (file == null) {
      return null;
    }
    try {
      return tree.read(file);
    } catch (Fault fault) {
      problems.error(fault);
      return null;
    }
  }

  /** Where they are from. */
  MigrationFiles files() {
    return files;
  }

  /**
   * The script that applies; null if it is missing or unreadable, which has been told, or spared.
   */
  byte @Nullable [] up() {
    return up;
  }

  /** The script that takes back; null likewise. */
  byte @Nullable [] down() {
    return down;
  }

  /** The file of metadata; null likewise, and in the flat layout, which has none. */
  byte @Nullable [] metadata() {
    return metadata;
  }

  /** Whether both scripts are here. */
  boolean whole() {
    return up != null && down != null;
  }

  /**
   * Its key. Two checksums of 32 bits by polynomials without a common factor make one of 64 bits: a
   * slip of the finger is noticed for certain, and nobody gains by a collision, for what is to run
   * is always read in full.
   */
  Key key() {
    CRC32 first = new CRC32();
    CRC32C second = new CRC32C();
    long lengths = files.layout() == Layout.FLAT ? 1 : 0;
    for (byte[] part : parts()) {
      first.update(part, 0, part.length);
      second.update(part, 0, part.length);
      lengths = lengths * 31 + part.length;
    }
    return new Key(files.id().value(), lengths, first.getValue() << 32 | second.getValue());
  }

  private byte[][] parts() {
    return new byte[][] {
      files.slug().getBytes(StandardCharsets.UTF_8),
      orNothing(up),
      orNothing(down),
      orNothing(metadata)
    };
  }

  private static byte[] orNothing(byte @Nullable [] bytes) {
    return bytes == null ? NOTHING : bytes;
  }
}
