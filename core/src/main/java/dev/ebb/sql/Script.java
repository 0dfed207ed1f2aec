package dev.ebb.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of SQL, understood: its statements in order, and what is wrong with it. Immutable and
 * thread-safe.
 */
public final class Script {
  private final String text;
  private final Lines lines;
  private final List<Statement> statements;
  private final List<Flaw> flaws;
  private final boolean transactional;
  private volatile @Nullable Checksum checksum;

  private Script(String text) {
    this.text = text;
    char[] chars = Lexer.charsOf(text);
    this.lines = new Lines(chars, text.length());
    Splitter splitter = new Splitter(text, chars, lines);
    splitter.run();
    this.statements = splitter.statements();
    this.flaws = splitter.flaws();
    this.transactional = splitter.transactional();
  }

  /**
   * Understands a text as psql and the server would. Never fails: what is wrong becomes a {@link
   * Flaw}. Takes time in proportion to the length of the text, whatever it holds. A byte order mark
   * at the start is dropped.
   */
  public static Script parse(String text) {
    return new Script(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  /** The text that all offsets count in: the one parsed, without byte order mark. */
  public String text() {
    return text;
  }

  /**
   * What is to run, in order. An opening {@code BEGIN} and a closing {@code COMMIT} of the file,
   * harmless psql commands and empty statements are not among them. Not fit to be run if there is
   * an error among the {@link #flaws()}.
   */
  public List<Statement> statements() {
    return statements;
  }

  /** What is wrong or odd, from top to bottom. */
  public List<Flaw> flaws() {
    return flaws;
  }

  /** Whether a flaw is an error, so that the script must not be run. */
  public boolean hasErrors() {
    for (Flaw flaw : flaws) {
      if (flaw.isError()) {
        return true;
      }
    }
    return false;
  }

  /** Whether all statements can run in one transaction, as far as their text tells. */
  public boolean transactional() {
    return transactional;
  }

  /** What the statements are to a server. Computed at the first call. */
  public Checksum checksum() {
    Checksum known = checksum;
    if (known == null) {
      NormalForm form = new NormalForm();
      for (Statement statement : statements) {
        form.add(statement);
      }
      known = form.checksum();
      checksum = known;
    }
    return known;
  }

  /**
   * The line and column of an offset.
   *
   * @throws IndexOutOfBoundsException if it is negative or beyond the end of the text
   */
  public Position position(int offset) {
    return lines.at(offset);
  }
}
