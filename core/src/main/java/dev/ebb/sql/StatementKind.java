package dev.ebb.sql;

/** How a statement has to be run. */
public sealed interface StatementKind {

  /** Runs inside a transaction, as far as its text tells. */
  record Transactional() implements StatementKind {}

  /**
   * PostgreSQL refuses it inside a transaction block.
   *
   * @param why the reason, as a clause that follows the statement's name: "CREATE DATABASE cannot
   *     run inside a transaction block"
   */
  record NonTransactional(String why) implements StatementKind {}

  /**
   * {@code COPY … FROM stdin} with the lines that followed it.
   *
   * @param data the lines without the closing {@code \.}, each with its line end; in a file with
   *     CRLF line ends they end with LF all the same
   */
  record CopyIn(String data) implements StatementKind {}
}
