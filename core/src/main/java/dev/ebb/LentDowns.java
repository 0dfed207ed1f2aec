package dev.ebb;

import dev.ebb.source.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A project in which every up has a down: where the file is missing, an empty one stands in for it,
 * so that a project without ways back can be read at all. Thread-safe if the tree is.
 */
record LentDowns(Tree tree) implements Tree {
  private static final String UP = "up.sql";
  private static final String DOWN = "down.sql";

  @Override
  public String title() {
    return tree.title();
  }

  @Override
  public List<String> names(String folder) {
    List<String> names = new ArrayList<>(tree.names(folder));
    names.addAll(lent(names));
    names.sort(null);
    return names;
  }

  @Override
  public boolean isFolder(String path) {
    return tree.isFolder(path);
  }

  @Override
  public byte[] read(String path) {
    int slash = path.lastIndexOf('/');
    String folder = path.substring(0, Math.max(slash, 0));
    boolean lent =
        path.endsWith(DOWN) && lent(tree.names(folder)).contains(path.substring(slash + 1));
    return lent ? new byte[0] : tree.read(path);
  }

  // In the flat layout the two halves of a migration meet by its id, whatever else they are called.
  private static List<String> lent(List<String> names) {
    Set<String> downs = new HashSet<>();
    for (String name : names) {
      if (name.equalsIgnoreCase(DOWN)) {
        downs.add("");
      } else if (name.endsWith("." + DOWN)) {
        downs.add(id(name));
      }
    }
    List<String> lent = new ArrayList<>();
    for (String name : names) {
      boolean flat = name.endsWith("." + UP) && !id(name).isEmpty();
      if ((flat || name.equals(UP)) && downs.add(flat ? id(name) : "")) {
        lent.add(name.substring(0, name.length() - UP.length()) + DOWN);
      }
    }
    return lent;
  }

  // Without leading zeros; empty for a name that begins with none.
  private static String id(String name) {
    int end = 0;
    while (end < name.length() && Character.isDigit(name.charAt(end))) {
      end++;
    }
    return name.substring(0, end).replaceFirst("^0+(?=.)", "");
  }
}
