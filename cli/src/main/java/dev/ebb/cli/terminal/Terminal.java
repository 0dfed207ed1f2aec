package dev.ebb.cli.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two streams of a call and the person behind them. Text is UTF-8 whatever the locale says, and
 * is held back for moments only, so that a thousand quick steps cost few writes. Thread-safe.
 */
public final class Terminal {
  private static final int HOLD_CHARS = 16 << 10;
  private static final long HOLD_NANOS = 100_000_000;

  private final InputStream in;
  private final OutputStream out;
  private final OutputStream err;
  private final Screen screen;
  private final StringBuilder result = new StringBuilder();
  private final StringBuilder talk = new StringBuilder();
  private @Nullable BufferedReader answers;
  private long flushed = System.nanoTime();
  private boolean quiet;
  private String line = "";

  /** On these streams. */
  public Terminal(InputStream in, OutputStream out, OutputStream err, Screen screen) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.screen = screen;
  }

  /** What is known of the other end. */
  public Screen screen() {
    return screen;
  }

  /** From now on only results, warnings and errors. */
  public synchronized void beQuiet() {
    quiet = true;
  }

  /** A piece of the result, to stdout; lines need their line feeds. */
  public synchronized void result(CharSequence text) {
    // On a terminal both streams end at the same screen: what was said first is to be read first.
    write(talk, err);
    result.append(text);
    if (result.length() > HOLD_CHARS) {
      flush();
    }
  }

  /** A line of talk, to stderr, unless it is to be quiet. */
  public synchronized void say(String text) {
    if (!quiet) {
      warn(text);
    }
  }

  /** A line to stderr even when it is to be quiet: what is wrong, or must be known. */
  public synchronized void warn(String text) {
    write(result, out);
    eraseLine();
    talk.append(text).append('\n');
    if (talk.length() > HOLD_CHARS || System.nanoTime() - flushed > HOLD_NANOS) {
      flush();
    }
  }

  /**
   * A line that stays last on the screen and changes: the next one, or anything else, takes its
   * place. Only where somebody watches.
   */
  public synchronized void show(String text) {
    if (!quiet && screen.watched() && !text.equals(line)) {
      eraseLine();
      // Without automatic wrapping a line that is too long is cut, and can still be erased.
      talk.append("\u001b[?7l").append(text).append("\u001b[?7h");
      line = text;
      flush();
    }
  }

  /** Takes away what {@link #show} left. */
  public synchronized void eraseLine() {
    if (!line.isEmpty()) {
      talk.append("\r\u001b[K");
      line = "";
    }
  }

  /** A word of the result in a style, if results are coloured. */
  public String styled(Style style, String text) {
    return screen.colour() ? style.wrap(text) : text;
  }

  /** A word of talk in a style, if talk is coloured. */
  public String talkStyled(Style style, String text) {
    return screen.talkColour() ? style.wrap(text) : text;
  }

  /**
   * Asks the person.
   *
   * @return what was typed, without white space around it; empty at the end of the input
   */
  public synchronized Optional<String> ask(String question) {
    eraseLine();
    talk.append(question).append(' ');
    flush();
    try {
      if (answers == null) {
        answers = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      }
      return Optional.ofNullable(answers.readLine()).map(String::strip);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Writes out what was held back. */
  public synchronized void flush() {
    flushed = System.nanoTime();
    write(talk, err);
    write(result, out);
  }

  // A reader that went away (ebb status | head -1) is no reason to stop a migration half-way.
  private static void write(StringBuilder text, OutputStream stream) {
    if (text.isEmpty()) {
      return;
    }
    try {
      stream.write(text.toString().getBytes(StandardCharsets.UTF_8));
      stream.flush();
    } catch (IOException | UncheckedIOException _) {
      // nobody is there to be told
    }
    text.setLength(0);
  }
}
