package dev.ebb.shadow;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Dependencies;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Catalogs that were replayed once, by what they were replayed from, so that the same migrations
 * need not be replayed again. Only saves time: a file that is missing, half-written, damaged, or
 * from another version of Ebb is as good as none, and a folder that cannot be written to is no
 * cache. Thread-safe, and safe against other processes.
 */
public final class CatalogCache {
  /** To be raised when the form of a file changes, or what a reader reads. */
  private static final int FORM = 1;

  private static final String SUFFIX = ".catalog";
  private static final int KEPT = 40;

  private final Path folder;

  /** A cache in a folder, which is made when it is first written to. */
  public CatalogCache(Path folder) {
    this.folder = folder;
  }

  /** What was replayed from that. */
  public Optional<Catalog> find(CacheKey key) {
    try {
      Path file = file(key);
      byte[] bytes = Files.readAllBytes(file);
      Optional<Catalog> catalog = catalog(bytes);
      if (catalog.isPresent()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      }
      return catalog;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Keeps it, and forgets what was not asked for in a long time. */
  public void keep(CacheKey key, Catalog catalog) {
    try {
      Files.createDirectories(folder);
      Path half = Files.createTempFile(folder, "half-", ".tmp");
      try {
        Files.write(half, bytes(catalog));
        Files.move(
            half, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(half);
      }
      forget();
    } catch (IOException e) {
      // then it is replayed again next time
    }
  }

  private Path file(CacheKey key) {
    return folder.resolve(key.digest() + "-" + FORM + SUFFIX);
  }

  private void forget() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files =
          all.filter(path -> path.toString().endsWith(SUFFIX))
              .sorted(Comparator.comparing(CatalogCache::lastUse).reversed())
              .skip(KEPT)
              .toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  private static FileTime lastUse(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  private static byte[] bytes(Catalog catalog) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(catalog.objects().size());
      for (CatalogObject object : catalog.objects()) {
        write(out, object.name());
        Map<Fact, String> facts = object.facts().asMap();
        out.writeByte(facts.size());
        for (Map.Entry<Fact, String> fact : facts.entrySet()) {
          write(out, fact.getKey().name());
          write(out, fact.getValue());
        }
        List<ObjectName> needs = catalog.dependencies().of(object.name());
        out.writeInt(needs.size());
        for (ObjectName need : needs) {
          write(out, need);
        }
      }
    }
    byte[] body = bytes.toByteArray();
    return ByteBuffer.allocate(body.length + Long.BYTES).putLong(sum(body)).put(body).array();
  }

  private static long sum(byte[] body) {
    CRC32C sum = new CRC32C();
    sum.update(body);
    return sum.getValue();
  }

  private static void write(DataOutputStream out, ObjectName name) throws IOException {
    write(out, name.kind().name());
    write(out, name.path());
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static Optional<Catalog> catalog(byte[] bytes) {
    if (bytes.length < Long.BYTES) {
      return Optional.empty();
    }
    byte[] body = new byte[bytes.length - Long.BYTES];
    long sum = ByteBuffer.wrap(bytes).getLong();
    System.arraycopy(bytes, Long.BYTES, body, 0, body.length);
    if (sum != sum(body)) {
      return Optional.empty();
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
      return Optional.of(read(in));
    } catch (IOException | IllegalArgumentException e) {
      // written by an Ebb that knows other kinds or facts
      return Optional.empty();
    }
  }

  private static Catalog read(DataInputStream in) throws IOException {
    int size = in.readInt();
    List<CatalogObject> objects = new ArrayList<>(size);
    Map<ObjectName, List<ObjectName>> dependencies = new HashMap<>();
    for (int i = 0; i < size; i++) {
      ObjectName name = name(in);
      Map<Fact, String> facts = new EnumMap<>(Fact.class);
      for (int left = in.readUnsignedByte(); left > 0; left--) {
        facts.put(Fact.valueOf(text(in)), text(in));
      }
      objects.add(new CatalogObject(name, Facts.of(facts)));
      List<ObjectName> needs = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        needs.add(name(in));
      }
      if (!needs.isEmpty()) {
        dependencies.put(name, needs);
      }
    }
    return new Catalog(objects, Map.of(), new Dependencies(dependencies));
  }

  private static ObjectName name(DataInputStream in) throws IOException {
    return new ObjectName(Kind.valueOf(text(in)), text(in));
  }

  private static String text(DataInputStream in) throws IOException {
    byte[] bytes = in.readNBytes(in.readInt());
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
