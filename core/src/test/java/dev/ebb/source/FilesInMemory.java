package dev.ebb.source;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A tree for tests that need thousands of projects. */
final class FilesInMemory implements Tree {
  private final SortedMap<String, byte[]> files = new TreeMap<>();

  FilesInMemory with(String path, String content) {
    return with(path, content.getBytes(StandardCharsets.UTF_8));
  }

  FilesInMemory with(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  /** A migration in the layout with folders. */
  FilesInMemory folder(String path, String metadata) {
    return with(path + "/up.sql", "SELECT 1;\n")
        .with(path + "/down.sql", "SELECT 2;\n")
        .with(path + "/metadata.yaml", metadata);
  }

  /** A migration in the flat layout. */
  FilesInMemory flat(String stem, String up) {
    return with(stem + ".up.sql", up).with(stem + ".down.sql", "SELECT 2;\n");
  }

  @Override
  public String title() {
    return "memory";
  }

  @Override
  public List<String> names(String folder) {
    String start = folder.isEmpty() ? "" : folder + "/";
    TreeSet<String> names = new TreeSet<>();
    for (String path : files.tailMap(start).keySet()) {
      if (!path.startsWith(start)) {
        break;
      }
      names.add(path.substring(start.length()).split("/", 2)[0]);
    }
    return List.copyOf(names);
  }

  @Override
  public boolean isFolder(String path) {
    return !names(path).isEmpty();
  }

  @Override
  public byte[] read(String path) {
    byte[] content = files.get(path);
    if (content == null) {
      throw Fault.of(FaultCode.DEFINITION, "no file " + path, "none");
    }
    return content.clone();
  }
}
