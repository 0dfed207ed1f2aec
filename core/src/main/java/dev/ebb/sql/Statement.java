package dev.ebb.sql;

/**
 * One statement of a script.
 *
 * @param number counted from 1 among the statements that are to run
 * @param text exactly as it stands in the script, without the semicolon and without what surrounds
 *     it; {@code script.text()} holds it at {@code start.offset()}
 * @param start where it starts in the script
 * @param kind how it has to be run
 * @param effect what it does to the catalog, as far as its head tells
 */
public record Statement(
    int number, String text, Position start, StatementKind kind, Effect effect) {

  /**
   * Its first words for messages: one line of at most 80 characters, white space folded, comments
   * left out, and passwords and connection strings masked.
   */
  public String head() {
    return Headline.of(text);
  }

  /** What it is to the server. Computed at each call. */
  public Checksum checksum() {
    NormalForm form = new NormalForm();
    form.add(this);
    return form.checksum();
  }

  /** The first 12 hex digits of the checksum: enough to tell the statements of one script apart. */
  public String shortSum() {
    return checksum().shortSum();
  }

  /**
   * Where in the script the server means when it gives a position in this statement.
   *
   * @param character counted from 1 in Unicode characters, as the server does; what lies outside
   *     the statement is moved to its start or end
   */
  public Position positionOf(int character) {
    int offset = 0;
    int line = start.line();
    int column = start.column();
    for (int left = character - 1; left > 0 && offset < text.length(); left--) {
      int width = Character.charCount(text.codePointAt(offset));
      if (text.charAt(offset) == '\n') {
        line++;
        column = 1;
      } else {
        column += width;
      }
      offset += width;
    }
    return new Position(start.offset() + offset, line, column);
  }
}
