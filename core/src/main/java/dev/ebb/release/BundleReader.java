package dev.ebb.release;

import dev.ebb.fault.Fault;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Source;
import dev.ebb.source.SchemaConfig;
import dev.ebb.sql.Checksum;
import dev.ebb.sql.Script;
import dev.ebb.version.Version;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the content of a bundle. Scripts are not understood before somebody asks for more. */
final class BundleReader {
  private final byte[] content;
  private final ByteBuffer in;

  private BundleReader(byte[] content) {
    this.content = content;
    this.in = ByteBuffer.wrap(content);
  }

  static Releases read(byte[] content, int format, String name) {
    try {
      BundleReader reader = new BundleReader(content);
      Releases releases = reader.releases(name);
      return format < 2 ? releases : releases.with(reader.prints());
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new Fault(
          BundleFormat.bad(
                  name + " is damaged: its content makes no sense", "make it again with ebb bundle")
              .problems(),
          e);
    }
  }

  private Releases releases(String name) {
    List<StitchedSchema> schemas = new ArrayList<>();
    for (int n = count(1); n > 0; n--) {
      schemas.add(schema());
    }
    List<Release> releases = new ArrayList<>();
    for (int n = count(1); n > 0; n--) {
      releases.add(release());
    }
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (int n = count(1); n > 0; n--) {
      files.put(text(), bytes());
    }
    List<String> settled = new ArrayList<>();
    for (int n = count(1); n > 0; n--) {
      settled.add(text());
    }
    return new Releases(name, schemas, releases, files, settled);
  }

  private List<ObjectPrints> prints() {
    List<ObjectPrints> all = new ArrayList<>();
    for (int n = count(1); n > 0; n--) {
      SchemaName schema = new SchemaName(text());
      int major = in.getInt();
      List<ObjectPrints.Change> changes = new ArrayList<>();
      for (int left = count(1); left > 0; left--) {
        changes.add(change());
      }
      all.add(new ObjectPrints(schema, major, changes));
    }
    return all;
  }

  private ObjectPrints.Change change() {
    Version version = Version.parse(text());
    SortedMap<String, Long> set = new TreeMap<>();
    for (int n = count(8); n > 0; n--) {
      set.put(text(), in.getLong());
    }
    TreeSet<String> gone = new TreeSet<>();
    for (int n = count(1); n > 0; n--) {
      gone.add(text());
    }
    return new ObjectPrints.Change(version, set, gone);
  }

  private StitchedSchema schema() {
    SchemaConfig config =
        new SchemaConfig(new SchemaName(text()), text(), text(), text(), in.get() != 0);
    Set<MigrationId> squashed = new TreeSet<>(ids());
    List<Migration> migrations = new ArrayList<>();
    for (int n = count(8); n > 0; n--) {
      migrations.add(
          new Migration(new MigrationId(in.getLong()), text(), ids(), flags(), source(), source()));
    }
    return new StitchedSchema(config, Graph.of(migrations), squashed);
  }

  private Set<Flag> flags() {
    int bits = in.get();
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    for (Flag flag : Flag.values()) {
      if ((bits & BundleWriter.bit(flag)) != 0) {
        flags.add(flag);
      }
    }
    return flags;
  }

  private Source source() {
    String file = text();
    Checksum checksum = new Checksum(text());
    return new Source(file, Script.known(bytes(), checksum));
  }

  private Release release() {
    Version version = Version.parse(text());
    String name = text();
    SortedMap<SchemaName, Release.Content> contents = new TreeMap<>();
    for (int n = count(1); n > 0; n--) {
      SchemaName schema = new SchemaName(text());
      contents.put(schema, new Release.Content(new TreeSet<>(ids()), ids(), fingerprints()));
    }
    return new Release(version, name, contents);
  }

  private Map<Integer, String> fingerprints() {
    Map<Integer, String> fingerprints = new TreeMap<>();
    for (int n = count(8); n > 0; n--) {
      fingerprints.put(in.getInt(), text());
    }
    return fingerprints;
  }

  private List<MigrationId> ids() {
    int n = count(8);
    List<MigrationId> ids = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      ids.add(new MigrationId(in.getLong()));
    }
    return ids;
  }

  private String text() {
    int length = count(1);
    String text = new String(content, in.position(), length, StandardCharsets.UTF_8);
    in.position(in.position() + length);
    return text;
  }

  private byte[] bytes() {
    int length = count(1);
    byte[] bytes = BundleFormat.copy(content, in.position(), in.position() + length);
    in.position(in.position() + length);
    return bytes;
  }

  // A number of things of at least so many bytes each: more than are left cannot be true.
  private int count(int size) {
    int n = in.getInt();
    if (n < 0 || (long) n * size > in.remaining()) {
      throw new BufferUnderflowException();
    }
    return n;
  }
}
