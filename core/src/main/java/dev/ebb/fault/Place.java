package dev.ebb.fault;

/**
 * Where in a file something is.
 *
 * @param file the file as a person would name it, relative to the project where possible
 * @param line counted from 1; 0 if the whole file is meant
 * @param column counted from 1 in characters; 0 if the whole line is meant
 */
public record Place(String file, int line, int column) implements Comparable<Place> {

  /** The whole of a file. */
  public static Place of(String file) {
    return new Place(file, 0, 0);
  }

  /** Orders by file, then from top to bottom. */
  @Override
  public int compareTo(Place other) {
    int byFile = file.compareTo(other.file);
    if (byFile != 0) {
      return byFile;
    }
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  /** {@code file:line:column}, as compilers print it and editors open it. */
  @Override
  public String toString() {
    if (line == 0) {
      return file;
    }
    return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
  }
}
