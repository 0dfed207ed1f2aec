package dev.ebb.source;

import dev.ebb.graph.Flag;
import dev.ebb.graph.MigrationId;
import dev.ebb.source.Recollection.Known;
import dev.ebb.sql.Checksum;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link Recollection} lies between two starts: a heading that names build and project, an
 * entry for each migration, and a checksum over all. It is replaced as a whole, so whoever reads
 * finds the old one or the new one.
 */
final class RecollectionFile {
  private static final int CHECKSUM_BYTES = 8;
  private static final int NO_PARENTS_DECLARED = -1;

  private final Path path;
  private final byte[] heading;

  private RecollectionFile(Path path, byte[] heading) {
    this.path = path;
    this.heading = heading;
  }

  static RecollectionFile in(Path folder, Path project, String build) {
    byte[] heading =
        ("ebb read 1\n" + build + "\n" + project + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] name = project.toString().getBytes(StandardCharsets.UTF_8);
    return new RecollectionFile(
        folder.resolve("read-" + Long.toHexString(sum(name, name.length))), heading);
  }

  /** All entries; none if the file is not there, or not what was written. */
  Map<Contents.Key, Known> read() {
    byte[] bytes = bytes();
    int end = bytes == null ? 0 : bytes.length - CHECKSUM_BYTES;
    if (bytes == null
        || end < heading.length
        || !Arrays.equals(heading, 0, heading.length, bytes, 0, heading.length)
        || ByteBuffer.wrap(bytes, end, CHECKSUM_BYTES).getLong() != sum(bytes, end)) {
      return Map.of();
    }
    try {
      return entries(ByteBuffer.wrap(bytes, heading.length, end - heading.length));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Map.of();
    }
  }

  private byte @Nullable [] bytes() {
    try {
      return Files.isRegularFile(path) ? Files.readAllBytes(path) : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static Map<Contents.Key, Known> entries(ByteBuffer in) {
    Map<Contents.Key, Known> entries = new HashMap<>();
    while (in.hasRemaining()) {
      Contents.Key key = new Contents.Key(in.getLong(), in.getLong(), in.getLong());
      Known known =
          new Known(
              text(in), parents(in), flags(in), new Checksum(text(in)), new Checksum(text(in)));
      entries.put(key, known);
    }
    return entries;
  }

  private static String text(ByteBuffer in) {
    int length = in.getShort() & 0xFFFF;
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    String text =
        new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
    in.position(in.position() + length);
    return text;
  }

  private static Set<Flag> flags(ByteBuffer in) {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    for (int left = in.get(); left > 0; left--) {
      flags.add(Flag.valueOf(text(in)));
    }
    return flags;
  }

  private static Optional<List<MigrationId>> parents(ByteBuffer in) {
    int count = in.getShort();
    if (count == NO_PARENTS_DECLARED) {
      return Optional.empty();
    }
    List<MigrationId> parents = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parents.add(new MigrationId(in.getLong()));
    }
    return Optional.of(parents);
  }

  /** Replaces the file. That it cannot be written is no reason to disturb anybody. */
  void write(Map<Contents.Key, Known> entries) {
    Path draft = path.resolveSibling(path.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.createDirectories(draft.resolveSibling("."));
      Files.write(draft, bytes(entries));
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      draft.toFile().delete();
    }
  }

  private byte[] bytes(Map<Contents.Key, Known> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(heading);
    for (Map.Entry<Contents.Key, Known> entry : entries.entrySet()) {
      Contents.Key key = entry.getKey();
      out.writeLong(key.id());
      out.writeLong(key.lengths());
      out.writeLong(key.sum());
      Known known = entry.getValue();
      text(out, known.name());
      out.writeShort(known.parents().map(List::size).orElse(NO_PARENTS_DECLARED));
      for (MigrationId parent : known.parents().orElse(List.of())) {
        out.writeLong(parent.value());
      }
      out.writeByte(known.flags().size());
      for (Flag flag : known.flags()) {
        text(out, flag.name());
      }
      text(out, known.up().value());
      text(out, known.down().value());
    }
    out.writeLong(sum(bytes.toByteArray(), bytes.size()));
    return bytes.toByteArray();
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0xFFFF) {
      throw new IOException("a name of " + bytes.length + " bytes");
    }
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  private static long sum(byte[] bytes, int length) {
    CRC32 sum = new CRC32();
    sum.update(bytes, 0, length);
    return sum.getValue();
  }
}
