package dev.ebb.release;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import dev.ebb.source.Tree;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Files that are held in memory, as a tree. Immutable and thread-safe. */
final class PackedTree implements Tree {
  private final String title;
  private final SortedMap<String, byte[]> files;

  PackedTree(String title, SortedMap<String, byte[]> files) {
    this.title = title;
    this.files = new TreeMap<>(files);
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public List<String> names(String folder) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    TreeSet<String> names = new TreeSet<>();
    for (String path : files.tailMap(prefix).keySet()) {
      if (!path.startsWith(prefix)) {
        break;
      }
      String rest = path.substring(prefix.length());
      int end = rest.indexOf('/');
      names.add(end < 0 ? rest : rest.substring(0, end));
    }
    return List.copyOf(names);
  }

  @Override
  public boolean isFolder(String path) {
    return path.isEmpty() || !names(path).isEmpty();
  }

  @Override
  public byte[] read(String path) {
    byte[] content = files.get(path);
    if (content == null) {
      throw new Fault(
          List.of(
              Problem.at(
                  Place.of(path),
                  FaultCode.DEFINITION,
                  "there is no such file in " + title,
                  "name one that is there")));
    }
    return content.clone();
  }
}
