package dev.ebb.release;

import dev.ebb.graph.Flag;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Source;
import dev.ebb.source.SchemaConfig;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Writes the content of a bundle: the same releases always give the same bytes. */
final class BundleWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  private BundleWriter() {}

  static byte[] content(Releases releases) {
    BundleWriter writer = new BundleWriter();
    try {
      writer.write(releases);
      writer.out.flush();
      return writer.bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to be written to", e);
    }
  }

  private void write(Releases releases) throws IOException {
    out.writeInt(releases.schemas().size());
    for (StitchedSchema schema : releases.schemas()) {
      schema(schema);
    }
    out.writeInt(releases.releases().size());
    for (Release release : releases.releases()) {
      release(release);
    }
    out.writeInt(releases.outOfBandFiles().size());
    for (var file : releases.outOfBandFiles().entrySet()) {
      text(file.getKey());
      out.writeInt(file.getValue().length);
      out.write(file.getValue());
    }
    out.writeInt(releases.settled().size());
    for (String line : releases.settled()) {
      text(line);
    }
    out.writeInt(releases.prints().size());
    for (ObjectPrints prints : releases.prints()) {
      prints(prints);
    }
  }

  private void prints(ObjectPrints prints) throws IOException {
    text(prints.schema().value());
    out.writeInt(prints.major());
    out.writeInt(prints.changes().size());
    for (ObjectPrints.Change change : prints.changes()) {
      text(change.version().toString());
      out.writeInt(change.set().size());
      for (var object : change.set().entrySet()) {
        text(object.getKey());
        out.writeLong(object.getValue());
      }
      out.writeInt(change.gone().size());
      for (String object : change.gone()) {
        text(object);
      }
    }
  }

  private void schema(StitchedSchema schema) throws IOException {
    SchemaConfig config = schema.config();
    text(config.name().value());
    text(config.folder());
    text(config.versionTable());
    text(config.environmentPrefix());
    out.writeBoolean(config.optional());
    ids(schema.squashed());
    out.writeInt(schema.graph().size());
    for (Migration migration : schema.graph().order()) {
      out.writeLong(migration.id().value());
      text(migration.name());
      ids(migration.parents());
      out.writeByte(flags(migration));
      source(migration.up());
      source(migration.down());
    }
  }

  private static int flags(Migration migration) {
    int bits = 0;
    for (Flag flag : migration.flags()) {
      bits |= bit(flag);
    }
    return bits;
  }

  /** What stands for a flag; never changes within a format. */
  static int bit(Flag flag) {
    return switch (flag) {
      case PRIVILEGED -> 1;
      case CONCURRENT_INDEX -> 2;
      case NON_IDEMPOTENT -> 4;
    };
  }

  private void source(Source source) throws IOException {
    text(source.file());
    text(source.script().checksum().value());
    text(source.script().text());
  }

  private void release(Release release) throws IOException {
    text(release.version().toString());
    text(release.name());
    out.writeInt(release.schemas().size());
    for (var entry : release.schemas().entrySet()) {
      Release.Content content = entry.getValue();
      text(entry.getKey().value());
      ids(content.ids());
      ids(content.leaves());
      out.writeInt(content.fingerprints().size());
      for (var fingerprint : content.fingerprints().entrySet()) {
        out.writeInt(fingerprint.getKey());
        text(fingerprint.getValue());
      }
    }
  }

  private void ids(Collection<MigrationId> ids) throws IOException {
    List<MigrationId> all = new ArrayList<>(ids);
    out.writeInt(all.size());
    for (MigrationId id : all) {
      out.writeLong(id.value());
    }
  }

  private void text(String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }
}
