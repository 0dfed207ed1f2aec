package dev.ebb.compat;

import java.util.List;

/**
 * What a prepared statement takes and gives.
 *
 * @param takes the types of its values
 * @param gives the columns of its result, each as name and type, or as type alone where the server
 *     tells no more; empty if it gives none, or the server does not tell
 */
record Signature(List<String> takes, List<Column> gives) {
  Signature {
    takes = List.copyOf(takes);
    gives = List.copyOf(gives);
  }

  /** A column of a result; the name is empty where it is not known. */
  record Column(String name, String type) {
    @Override
    public String toString() {
      return name.isEmpty() ? type : name + " " + type;
    }
  }
}
