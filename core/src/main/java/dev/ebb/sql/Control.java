package dev.ebb.sql;

/** What a statement does to transactions or to the session itself. */
enum Control {
  /** Nothing. */
  NONE,
  /** A plain {@code BEGIN}. */
  OPENS,
  /** A {@code BEGIN} that asks for an isolation level or the like. */
  OPENS_WITH_OPTIONS,
  /** A plain {@code COMMIT} or {@code END}. */
  CLOSES,
  /** Ends or prepares a transaction in a way that Ebb cannot allow. */
  BREAKS,
  /** {@code SAVEPOINT}, {@code RELEASE} and {@code ROLLBACK TO}: fine inside a transaction. */
  SAVEPOINT,
  /** {@code LOCK TABLE}: only possible inside a transaction. */
  LOCKS,
  /** {@code DISCARD ALL}, which would release the lock that keeps other Ebbs out. */
  DISCARDS,
  /** Turns off standard strings, so that the server would read the rest differently from Ebb. */
  CHANGES_STRINGS,
  /** Sets an encoding other than UTF-8, which the driver does not survive. */
  CHANGES_ENCODING;

  static Control of(Tokens tokens) {
    return switch (tokens.command()) {
      case "begin" -> opening(tokens, 1);
      case "start" -> tokens.is(1, "transaction") ? opening(tokens, 2) : NONE;
      case "commit", "end" -> closing(tokens);
      case "rollback" -> rollback(tokens);
      case "abort" -> BREAKS;
      case "prepare" ->
          tokens.is(1, "transaction") && tokens.kind(2) == Lexer.STRING ? BREAKS : NONE;
      case "savepoint", "release" -> SAVEPOINT;
      case "lock" -> LOCKS;
      case "discard" -> tokens.is(1, "all") ? DISCARDS : NONE;
      case "set" -> setting(new Cursor(tokens, 1));
      default -> NONE;
    };
  }

  private static Control setting(Cursor cursor) {
    if (!cursor.accept("session")) {
      cursor.accept("local");
    }
    if (cursor.accept("standard_conforming_strings")) {
      return switch (cursor.assigned()) {
        case "off", "false", "no", "0" -> CHANGES_STRINGS;
        default -> NONE;
      };
    }
    if (cursor.accept("client_encoding") || cursor.accept("names")) {
      return switch (cursor.assigned()) {
        case "utf8", "utf-8", "unicode", "default" -> NONE;
        default -> CHANGES_ENCODING;
      };
    }
    return NONE;
  }

  private static int afterNoise(Tokens tokens, int from) {
    return tokens.is(from, "work") || tokens.is(from, "transaction") ? from + 1 : from;
  }

  private static Control opening(Tokens tokens, int from) {
    return afterNoise(tokens, from) == tokens.size() ? OPENS : OPENS_WITH_OPTIONS;
  }

  private static Control closing(Tokens tokens) {
    int rest = afterNoise(tokens, 1);
    boolean noChain =
        tokens.is(rest, "and") && tokens.is(rest + 1, "no") && tokens.is(rest + 2, "chain");
    return rest + (noChain ? 3 : 0) == tokens.size() ? CLOSES : BREAKS;
  }

  private static Control rollback(Tokens tokens) {
    return tokens.is(afterNoise(tokens, 1), "to") ? SAVEPOINT : BREAKS;
  }
}
