package dev.ebb.sql;

import org.jspecify.annotations.Nullable;

/** Judges the commands of psql that files bring along: the server knows none of them. Stateless. */
final class PsqlCommand {
  private PsqlCommand() {}

  /** The command with its backslash, without arguments. */
  private static String name(String line) {
    int end = 1;
    while (end < line.length() && !Lexer.isBlank(line.charAt(end)) && line.charAt(end) != '\\') {
      end++;
    }
    return line.substring(0, end);
  }

  /** The command, fit for a message. */
  static String shown(String line) {
    String name = Headline.of(name(line));
    return name.length() <= 24 ? name : name.substring(0, 23) + "…";
  }

  /** What to do about a line that begins with a backslash; null if it can simply be left out. */
  static @Nullable String remedy(String line) {
    if (line.indexOf('`') >= 0) {
      return "Backquotes run a program, which Ebb never does: write the value itself";
    }
    String name = name(line);
    String arguments = line.substring(name.length()).strip();
    if (isHarmless(name.substring(1), arguments)) {
      return hasSecondCommand(arguments)
          ? "Ebb reads one psql command a line: put what follows the second backslash on a line of"
              + " its own"
          : null;
    }
    return remedyFor(name.substring(1));
  }

  /** Whether psql takes the command for the end of the statement before it. */
  static boolean endsStatement(String line) {
    return switch (name(line).substring(1)) {
      case "g", "gx", "gdesc", "gset", "gexec", "crosstabview", "watch" -> true;
      default -> false;
    };
  }

  private static boolean isHarmless(String name, String arguments) {
    return switch (name) {
      case "restrict", "unrestrict", "echo", "qecho", "warn", "timing", "pset", "x", "t", "a" ->
          true;
      case "encoding" -> isUtf8(arguments);
      case "set", "unset" -> isAboutOutput(arguments);
      default -> false;
    };
  }

  private static boolean isUtf8(String encoding) {
    String bare = Identifiers.fold(encoding.replace("'", "").replace("-", ""));
    return bare.equals("utf8") || bare.equals("unicode");
  }

  private static boolean isAboutOutput(String arguments) {
    int end = 0;
    while (end < arguments.length() && !Lexer.isBlank(arguments.charAt(end))) {
      end++;
    }
    return switch (arguments.substring(0, end)) {
      case "ON_ERROR_STOP", "VERBOSITY", "SHOW_CONTEXT", "QUIET" -> true;
      case "ECHO", "ECHO_HIDDEN", "ECHO_ERRORS" -> true;
      default -> false;
    };
  }

  /** A backslash outside of quotes begins another command, or SQL again. */
  private static boolean hasSecondCommand(String arguments) {
    boolean quoted = false;
    for (int i = 0; i < arguments.length(); i++) {
      char c = arguments.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      } else if (c == '\\') {
        if (!quoted) {
          return true;
        }
        i++;
      }
    }
    return quoted && arguments.indexOf('\\') >= 0;
  }

  private static String remedyFor(String name) {
    return switch (name) {
      case "i", "ir", "include", "include_relative" ->
          "Paste the text of that file here, or make it a migration of its own";
      case "copy" ->
          "Write COPY … FROM stdin; then the lines of data, then a line \\. (Ebb reads no other"
              + " file)";
      case "set", "unset" -> "Ebb has no psql variables: write the value itself";
      case "!" -> "Ebb never runs programs: take it away";
      case "c", "connect" ->
          "Ebb is connected to the database of the schema: take it away; what belongs to another"
              + " database is a migration of another schema";
      case "gexec" -> "Write a DO block that builds the statements and runs them with EXECUTE";
      case "g", "gx", "gdesc", "gset", "crosstabview", "watch" ->
          "End the statement with a semicolon instead";
      case "if", "elif", "else", "endif" -> "Write a DO block with IF … THEN … END IF";
      case "." -> "It closes the data of a COPY … FROM stdin, and none is open here: take it away";
      case "encoding" -> "Ebb reads files as UTF-8: convert the file and take the line away";
      default -> "The server does not know psql's commands: write it in SQL, or take it away";
    };
  }
}
