package dev.ebb.sql;

import dev.ebb.sql.Flaw.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the statements of a script together: numbers and classifies them, takes the transaction away
 * that a file wraps around itself, and collects flaws.
 */
final class Assembly {
  private static final StatementKind TRANSACTIONAL = new StatementKind.Transactional();

  private final String text;
  private final Lines lines;
  private final List<Statement> statements = new ArrayList<>();
  private final List<Flaw> flaws = new ArrayList<>();

  /** Statements that make no sense outside of a transaction. */
  private final List<Position> needTransaction = new ArrayList<>(0);

  private @Nullable Statement firstBanned;
  private @Nullable Position opening;
  private @Nullable Position closing;
  private int closingEnd;
  private boolean seenAny;
  private boolean controlled;

  Assembly(String text, Lines lines) {
    this.text = text;
    this.lines = lines;
  }

  List<Statement> statements() {
    return List.copyOf(statements);
  }

  List<Flaw> flaws() {
    return List.copyOf(flaws);
  }

  boolean transactional() {
    return firstBanned == null;
  }

  void error(int offset, String what, String remedy) {
    flaws.add(new Flaw(lines.at(offset), Severity.ERROR, what, remedy));
  }

  /** Whether the data of the statement follows it. */
  boolean isCopyIn(Tokens tokens) {
    if (!tokens.command().equals("copy")) {
      return false;
    }
    Cursor cursor = new Cursor(tokens, 1);
    return cursor.skipPast("from") && cursor.sees("stdin");
  }

  /** Takes in the next statement; the data is that of a COPY, else null. */
  void add(Tokens tokens, @Nullable String data) {
    Control control = Control.of(tokens);
    boolean first = !seenAny;
    seenAny = true;
    Position start = lines.at(tokens.start(0));
    int end = tokens.end(tokens.size() - 1);
    keepEarlierClosing();
    if (first && (control == Control.OPENS || control == Control.OPENS_WITH_OPTIONS)) {
      open(start, control);
      return;
    }
    if (control == Control.CLOSES) {
      closing = start;
      closingEnd = end;
      return;
    }
    if (control != Control.NONE) {
      judge(control, start, text.substring(start.offset(), end));
    }
    statement(tokens, start, end, data);
  }

  private void statement(Tokens tokens, Position start, int end, @Nullable String data) {
    StatementKind kind = TRANSACTIONAL;
    if (data != null) {
      kind = new StatementKind.CopyIn(data);
    } else {
      String why = TransactionBan.reason(tokens);
      if (why != null) {
        kind = new StatementKind.NonTransactional(why);
      }
    }
    refuseCopyOut(tokens, start);
    Effect effect = EffectReader.read(tokens);
    Statement statement =
        new Statement(
            statements.size() + 1, text.substring(start.offset(), end), start, kind, effect);
    statements.add(statement);
    if (firstBanned == null && kind instanceof StatementKind.NonTransactional) {
      firstBanned = statement;
    }
  }

  private void refuseCopyOut(Tokens tokens, Position start) {
    if (tokens.command().equals("copy")) {
      Cursor cursor = new Cursor(tokens, 1);
      if (cursor.skipPast("to") && cursor.sees("stdout")) {
        flaw(
            start,
            Severity.ERROR,
            "COPY … TO stdout in a migration, which nobody would read",
            "Take it away");
      }
    }
  }

  private void open(Position start, Control control) {
    opening = start;
    if (control == Control.OPENS_WITH_OPTIONS) {
      flaw(
          start,
          Severity.ERROR,
          "BEGIN asks for a transaction of a special kind",
          "Ebb runs each file in a transaction of its own: take the BEGIN away, or write a plain"
              + " BEGIN;");
    }
  }

  /** A COMMIT was not the last statement after all. */
  private void keepEarlierClosing() {
    Position at = closing;
    if (at == null) {
      return;
    }
    closing = null;
    String statement = text.substring(at.offset(), closingEnd);
    judge(Control.BREAKS, at, statement);
    statements.add(
        new Statement(statements.size() + 1, statement, at, TRANSACTIONAL, EffectReader.NONE));
  }

  private void judge(Control control, Position at, String statement) {
    switch (control) {
      case OPENS, OPENS_WITH_OPTIONS, BREAKS -> {
        controlled = true;
        flaw(
            at,
            Severity.ERROR,
            "transaction control inside the file: " + Headline.of(statement),
            "Ebb runs each file in one transaction: take it away, or split the file here into two"
                + " migrations");
      }
      case DISCARDS ->
          flaw(
              at,
              Severity.ERROR,
              "DISCARD ALL would release the lock that keeps other Ebbs out",
              "Take it away; Ebb resets the session's settings after each migration by itself");
      case CHANGES_STRINGS ->
          flaw(
              at,
              Severity.ERROR,
              "standard_conforming_strings is turned off",
              "Ebb reads '…' without escapes: take this away, and write E'…' where a backslash escapes");
      case CHANGES_ENCODING ->
          flaw(
              at,
              Severity.ERROR,
              "the encoding is set to something else than UTF-8",
              "Ebb reads files as UTF-8: convert the file and take this away");
      case SAVEPOINT, LOCKS -> needTransaction.add(at);
      case NONE, CLOSES -> {}
    }
  }

  /** To be called behind the last statement. */
  void close() {
    Position open = opening;
    Position close = closing;
    Statement banned = firstBanned;
    if (banned != null) {
      contradict(banned, open);
    } else if (open != null && close == null) {
      flaw(
          open,
          Severity.NOTICE,
          "BEGIN without COMMIT: other tools would lose the work of this file",
          "Nothing to do: Ebb runs each file in a transaction of its own; the BEGIN can go");
    }
    if (close != null && open == null && !controlled) {
      flaw(
          close,
          Severity.NOTICE,
          "COMMIT without BEGIN",
          "Nothing to do: Ebb runs each file in a transaction of its own; the COMMIT can go");
    }
    if (flaws.size() > 1) {
      flaws.sort(Comparator.comparing(Flaw::position));
    }
  }

  private void contradict(Statement banned, @Nullable Position open) {
    String which = "line " + banned.start().line() + " (" + banned.head() + ")";
    if (open != null) {
      flaw(
          open,
          Severity.ERROR,
          "the file begins a transaction, but the statement in " + which + " cannot run in one",
          "Take BEGIN and COMMIT away, or move that statement into a migration of its own");
    }
    for (Position at : needTransaction) {
      flaw(
          at,
          Severity.ERROR,
          "this needs a transaction, but the statement in " + which + " cannot run in one",
          "Move that statement into a migration of its own");
    }
  }

  private void flaw(Position at, Severity severity, String what, String remedy) {
    flaws.add(new Flaw(at, severity, what, remedy));
  }
}
