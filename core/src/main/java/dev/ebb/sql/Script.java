package dev.ebb.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of SQL, understood: its statements in order, and what is wrong with it. Immutable and
 * thread-safe.
 */
public final class Script {
  private final byte @Nullable [] unread;
  private volatile @Nullable Parsed parsed;
  private volatile @Nullable Checksum checksum;

  private Script(Parsed parsed) {
    this.unread = null;
    this.parsed = parsed;
  }

  private Script(byte[] unread, Checksum checksum) {
    this.unread = unread;
    this.checksum = checksum;
  }

  private record Parsed(
      String text,
      Lines lines,
      List<Statement> statements,
      List<Flaw> flaws,
      boolean transactional) {
    static Parsed of(String text) {
      String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
      char[] chars = Lexer.charsOf(body);
      Lines lines = new Lines(chars, body.length());
      Splitter splitter = new Splitter(body, chars, lines);
      splitter.run();
      return new Parsed(
          body, lines, splitter.statements(), splitter.flaws(), splitter.transactional());
    }
  }

  /**
   * Understands a text as psql and the server would. Never fails: what is wrong becomes a {@link
   * Flaw}. Takes time in proportion to the length of the text, whatever it holds. A byte order mark
   * at the start is dropped.
   */
  public static Script parse(String text) {
    return new Script(Parsed.of(text));
  }

  /**
   * A text that was understood before, in which nothing was wrong. It is understood again only if
   * somebody asks for more than its checksum.
   */
  public static Script known(byte[] utf8, Checksum checksum) {
    return new Script(utf8, checksum);
  }

  private Parsed parsed() {
    Parsed known = parsed;
    if (known == null) {
      known = Parsed.of(new String(Objects.requireNonNull(unread), StandardCharsets.UTF_8));
      parsed = known;
    }
    return known;
  }

  /** The text that all offsets count in: the one parsed, without byte order mark. */
  public String text() {
    return parsed().text();
  }

  /**
   * What is to run, in order. An opening {@code BEGIN} and a closing {@code COMMIT} of the file,
   * harmless psql commands and empty statements are not among them. Not fit to be run if there is
   * an error among the {@link #flaws()}.
   */
  public List<Statement> statements() {
    return parsed().statements();
  }

  /** What is wrong or odd, from top to bottom. */
  public List<Flaw> flaws() {
    return parsed().flaws();
  }

  /** Whether a flaw is an error, so that the script must not be run. */
  public boolean hasErrors() {
    for (Flaw flaw : flaws()) {
      if (flaw.isError()) {
        return true;
      }
    }
    return false;
  }

  /** Whether all statements can run in one transaction, as far as their text tells. */
  public boolean transactional() {
    return parsed().transactional();
  }

  /**
   * Whether one of the statements, run outside of one transaction for all, cannot share one with
   * what is noted about it: it refuses to, or may commit by itself.
   */
  public boolean runsAlone(Statement statement) {
    return statement.kind() instanceof StatementKind.NonTransactional
        || statement.effect() instanceof Effect.Calls
        || (transactional() && isBlock(statement.text()));
  }

  // Such a script is run statement by statement because something in it commits.
  private static boolean isBlock(String text) {
    return text.regionMatches(true, 0, "do", 0, 2)
        && text.length() > 2
        && !Character.isJavaIdentifierPart(text.charAt(2));
  }

  /**
   * Whether running it, rolling that back and running it again does what running it once does, as
   * far as its text tells, says nothing to the client, and leaves the session's settings alone. So
   * several such scripts may travel in one message, and be repeated one by one if that fails.
   * Computed at each call.
   */
  public boolean repeatable() {
    return transactional() && Rerun.isHarmless(statements());
  }

  /** What the statements are to a server. Computed at the first call. */
  public Checksum checksum() {
    Checksum known = checksum;
    if (known == null) {
      NormalForm form = new NormalForm();
      for (Statement statement : statements()) {
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
    return parsed().lines().at(offset);
  }
}
