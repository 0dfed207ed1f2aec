package dev.ebb.sql;

/**
 * A place in a SQL text, as a program and as a person counts it.
 *
 * @param offset characters ({@code char}s) before it, from 0
 * @param line counted from 1
 * @param column counted from 1, in {@code char}s
 */
public record Position(int offset, int line, int column) implements Comparable<Position> {

  /** From top to bottom. */
  @Override
  public int compareTo(Position other) {
    return Integer.compare(offset, other.offset);
  }

  /** {@code line:column}. */
  @Override
  public String toString() {
    return line + ":" + column;
  }
}
