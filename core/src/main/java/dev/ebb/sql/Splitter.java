package dev.ebb.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a text into statements the way psql does, and hands each to {@link Assembly}. */
final class Splitter {
  private static final String UNLOCK = "pg_advisory_unlock_all";

  private final String text;
  private final char[] chars;
  private final Lexer lexer;
  private final Tokens tokens;
  private final Assembly assembly;

  /** How many parentheses are open, and where the outermost one opened. */
  private int depth;

  private int openedAt;
  private boolean strayClose;

  /** How many BEGIN ATOMIC and CASE are open, and where the first BEGIN stands. */
  private int blocks;

  private int blockAt;

  Splitter(String text, char[] chars, Lines lines) {
    this.text = text;
    this.chars = chars;
    this.lexer = new Lexer(chars, text.length());
    this.tokens = new Tokens(text, chars);
    this.assembly = new Assembly(text, lines);
    if (lines.firstBad() >= 0) {
      assembly.error(
          lines.firstBad(),
          "a character that no PostgreSQL text can hold: "
              + (chars[lines.firstBad()] == 0 ? "NUL" : "half of a surrogate pair"),
          "Take it away; if the file is full of them it is not UTF-8 text: convert it");
    }
  }

  List<Statement> statements() {
    return assembly.statements();
  }

  List<Flaw> flaws() {
    return assembly.flaws();
  }

  boolean transactional() {
    return assembly.transactional();
  }

  void run() {
    while (lexer.next()) {
      int kind = lexer.kind;
      if (kind == Lexer.BACKSLASH) {
        command();
        continue;
      }
      if (kind == Lexer.SEMICOLON && depth == 0 && blocks == 0) {
        finish(true);
        continue;
      }
      tokens.add(lexer);
      if (kind == Lexer.WORD) {
        word();
      } else if (kind == Lexer.OPEN) {
        if (depth++ == 0) {
          openedAt = lexer.start;
        }
      } else if (kind == Lexer.CLOSE) {
        close();
      }
    }
    reportOpen();
    finish(false);
    assembly.close();
  }

  private void close() {
    if (depth > 0) {
      depth--;
    } else if (!strayClose) {
      strayClose = true;
      assembly.error(
          lexer.start,
          "a closing parenthesis without an opening one",
          "Take it away, or open it where it belongs");
    }
  }

  /** Follows BEGIN ATOMIC … END, where semicolons do not end the statement, and CASE … END. */
  private void word() {
    int last = tokens.size() - 1;
    int length = lexer.end - lexer.start;
    if (length == UNLOCK.length() && tokens.is(last, UNLOCK)) {
      assembly.error(
          lexer.start,
          UNLOCK + " would release the lock that keeps other Ebbs out",
          "Release your own locks by their keys, with pg_advisory_unlock(key)");
    }
    if (depth > 0 || length > "atomic".length() || (blocks == 0 && length != "atomic".length())) {
      return;
    }
    if (length == "atomic".length()) {
      if (tokens.is(last, "atomic") && tokens.is(last - 1, "begin") && isRoutine()) {
        if (blocks++ == 0) {
          blockAt = tokens.start(last - 1);
        }
      }
    } else if (tokens.is(last, "case") && !isLabel(last)) {
      blocks++;
    } else if (tokens.is(last, "end") && !isLabel(last)) {
      blocks--;
    }
  }

  private boolean isLabel(int index) {
    return tokens.firstChar(index - 1) == '.' || tokens.is(index - 1, "as");
  }

  private boolean isRoutine() {
    if (!tokens.is(0, "create")) {
      return false;
    }
    int at = tokens.is(1, "or") && tokens.is(2, "replace") ? 3 : 1;
    return tokens.is(at, "function") || tokens.is(at, "procedure");
  }

  private void command() {
    String line = text.substring(lexer.start, lexer.end);
    String remedy = PsqlCommand.remedy(line);
    if (tokens.size() > 0) {
      assembly.error(
          lexer.start,
          "the psql command " + PsqlCommand.shown(line) + " inside a statement",
          remedy == null ? "End the statement before it with a semicolon" : remedy);
      if (PsqlCommand.endsStatement(line)) {
        finish(false);
      }
    } else if (remedy != null) {
      assembly.error(lexer.start, "the psql command " + PsqlCommand.shown(line), remedy);
    }
  }

  private void finish(boolean semicolon) {
    if (tokens.size() > 0) {
      String data = assembly.isCopyIn(tokens) ? copyData(semicolon) : null;
      assembly.add(tokens, data);
    }
    tokens.clear();
    depth = 0;
    blocks = 0;
    strayClose = false;
  }

  /** The lines after {@code COPY … FROM stdin;} up to the one that closes them. */
  private String copyData(boolean semicolon) {
    int behind = lexer.end;
    int lineEnd = lexer.endOfLine(behind);
    if (!semicolon) {
      reportOpenCopy();
      return "";
    }
    if (!isBlankOrComment(behind, lineEnd)) {
      assembly.error(
          behind,
          "something stands between COPY … FROM stdin; and its data",
          "The data begins on the next line: take away what follows the semicolon");
    }
    boolean crlf = chars[lineEnd] == '\r' && chars[lineEnd + 1] == '\n';
    int from = Math.min(lineEnd + (crlf ? 2 : 1), text.length());
    int to = closingLine(from);
    if (to < 0) {
      reportOpenCopy();
      lexer.jump(text.length());
      return copied(from, text.length(), crlf);
    }
    lexer.jump(lexer.endOfLine(to));
    return copied(from, to, crlf);
  }

  private void reportOpenCopy() {
    assembly.error(
        tokens.start(0),
        "the data of this COPY … FROM stdin is never closed",
        "Put the data on the lines after its semicolon, and a line with only \\. behind the last");
  }

  private boolean isBlankOrComment(int from, int to) {
    int i = from;
    while (i < to && Lexer.isBlank(chars[i])) {
      i++;
    }
    return i == to || (chars[i] == '-' && chars[i + 1] == '-');
  }

  /** Where the next line that is only {@code \.} begins; -1 if there is none. */
  private int closingLine(int from) {
    int i = from;
    while (i < text.length()) {
      if (chars[i] == '\\' && chars[i + 1] == '.' && isLineEnd(i + 2)) {
        return i;
      }
      while (i < text.length() && chars[i] != '\n') {
        i++;
      }
      i++;
    }
    return -1;
  }

  private boolean isLineEnd(int at) {
    char c = chars[at];
    return at >= text.length() || c == '\n' || (c == '\r' && chars[at + 1] == '\n');
  }

  private String copied(int from, int to, boolean crlf) {
    String data = text.substring(from, to);
    return crlf ? data.replace("\r\n", "\n") : data;
  }

  private void reportOpen() {
    @Nullable String what =
        switch (lexer.broken) {
          case Lexer.STRING -> "a string that is never closed";
          case Lexer.QUOTED -> "a quoted name that is never closed";
          case Lexer.DOLLAR -> "a dollar-quoted string that is never closed";
          case Lexer.COMMENT -> "a comment that is never closed";
          default -> null;
        };
    if (what != null) {
      assembly.error(lexer.brokenAt, what, remedyFor(lexer.broken));
    } else if (blocks > 0) {
      assembly.error(
          blockAt,
          "a BEGIN ATOMIC body that is never closed",
          "Close it with END; and a semicolon");
    } else if (depth > 0) {
      assembly.error(openedAt, "a parenthesis that is never closed", "Close it, or take it away");
    }
  }

  private static String remedyFor(int broken) {
    return switch (broken) {
      case Lexer.STRING ->
          "Close it with '; a quote inside is written twice (a backslash escapes it only in E'…')";
      case Lexer.QUOTED -> "Close it with \"; a quote inside is written twice";
      case Lexer.DOLLAR -> "Close it with exactly the tag that opened it, upper and lower case too";
      default -> "Close it with */; comments nest, so that each /* inside needs its own";
    };
  }
}
