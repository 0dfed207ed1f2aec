package dev.ebb.lint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What migrations should not do to a database that is in use, and what to do instead. */
public enum Rule {
  /** A table that was there before is written anew while nobody can use it. */
  REWRITES_TABLE(
      Level.ERROR,
      "a table is written anew, and nobody can read or write it meanwhile",
      "add a column of the new shape, fill it in batches, and let the application change over; drop"
          + " the old one in a later release. A new column with a default that is not constant: add it"
          + " without, then SET DEFAULT, then fill it"),
  /** An index is built on a table that was there before, and writers wait. */
  INDEX_BLOCKS_WRITES(
      Level.ERROR,
      "an index is built on a table in use, and nobody can write to it meanwhile",
      "CREATE INDEX CONCURRENTLY in a migration of its own (ebb add --concurrently); for a unique or"
          + " primary key, build the unique index so first, then ADD CONSTRAINT … USING INDEX"),
  /** A check or foreign key is added and checked at once. */
  CONSTRAINT_VALIDATED(
      Level.ERROR,
      "a constraint is added and all rows are checked under the lock that this takes",
      "ADD CONSTRAINT … NOT VALID in one migration, and VALIDATE CONSTRAINT in the next: that one"
          + " lets others read and write"),
  /** A constraint is validated while a strong lock is still held. */
  VALIDATED_UNDER_LOCK(
      Level.ERROR,
      "a constraint is validated in the transaction that has added it, whose lock is still held",
      "put VALIDATE CONSTRAINT into a migration of its own: only then NOT VALID has gained anything"),
  /** A column becomes NOT NULL by looking at all rows. */
  NOT_NULL_SCANS(
      Level.ERROR,
      "a column is made NOT NULL, and all rows are looked at while nobody can use the table",
      "ADD CHECK (c IS NOT NULL) NOT VALID, then VALIDATE CONSTRAINT in the next migration, then SET"
          + " NOT NULL, which believes the check, then drop the check"),
  /** A table is read, or its rows are changed, under a strong lock that was taken earlier. */
  WORK_UNDER_LOCK(
      Level.WARNING,
      "rows are read or changed while a lock is held that keeps others from the table",
      "put the change of the table and the work on its rows into migrations of their own, the short"
          + " one last"),
  /** Many rows are changed in one statement. */
  BULK_CHANGE(
      Level.NOTICE,
      "rows of a table in use are changed in one go: they stay locked to the end",
      "change them in batches, as an out-of-band migration does"),
  /** Several tables are locked against everybody at once. */
  SEVERAL_TABLES_LOCKED(
      Level.WARNING,
      "several tables in use are locked against readers in one transaction, which invites deadlocks",
      "one migration for each table: each then waits for one lock only, and lets go at once"),
  /** A script that PostgreSQL cannot run in one transaction has several statements. */
  NOT_ATOMIC(
      Level.WARNING,
      "the script cannot be one transaction, so it can end half-way",
      "leave the statement that needs to be alone in a migration of its own"),
  /** A table or column that was there before is dropped on the way up. */
  DROPS_DATA(
      Level.WARNING,
      "the up drops data that was there before, and the release before may still use it",
      "drop it one release after the last one that uses it. Ebb keeps the data, and gives it back on"
          + " the way down"),
  /** A table or column gets another name on the way up. */
  RENAMES(
      Level.WARNING,
      "the up renames what the release before knows by the old name only",
      "add the new one, keep both in step by a trigger or a view, and drop the old one in a later"
          + " release"),
  /** CASCADE drops what the script does not name. */
  CASCADE_DROPS(
      Level.WARNING,
      "CASCADE drops more than the script names",
      "name what is to go, and leave CASCADE out: what somebody adds later then stops the script"
          + " instead of vanishing"),
  /** IF EXISTS or IF NOT EXISTS: nothing happened. */
  HIDDEN_BY_IF(
      Level.WARNING,
      "IF EXISTS or IF NOT EXISTS hides that nothing happens",
      "leave the IF out: then a script that does not fit the database says so. If it is to clear up"
          + " after something, say what in a comment"),
  /** The down changes nothing although the up did. */
  DOWN_DOES_NOTHING(
      Level.ERROR,
      "the down changes nothing, and the up did",
      "write a down that takes it back; if there is none to write, say why with ebb:allow"),
  /** The down drops what was there before the up. */
  DOWN_DROPS_MORE(
      Level.ERROR,
      "the down drops what the up has not created",
      "drop only what the up has created: the rest, and the data in it, belongs to somebody else"),
  /** After the down something is left, or missing. */
  DOWN_INCOMPLETE(
      Level.WARNING,
      "after the down the database is not as it was before the up",
      "ebb prove shows the whole difference"),
  /** The script does not run. */
  DOES_NOT_RUN(
      Level.ERROR,
      "the script fails, on a database where all migrations before it have run",
      "mend the script; where the scratch database is to blame, use --shadow=target"),
  /** An ebb:allow that allows nothing. */
  UNUSED_ALLOW(
      Level.WARNING,
      "an ebb:allow stands where nothing needs to be allowed",
      "remove it: it would hide what somebody writes there later"),
  /** An ebb:allow that cannot be understood. */
  BAD_ALLOW(
      Level.ERROR,
      "an ebb:allow names no rule that there is, or no reason",
      "write: -- ebb:allow RULE REASON");

  private final Level usual;
  private final String meaning;
  private final String instead;

  Rule(Level usual, String meaning, String instead) {
    this.usual = usual;
    this.meaning = meaning;
    this.instead = instead;
  }

  /** The rule that goes by this name in scripts and {@code ebb.yaml}. */
  public static Optional<Rule> named(String id) {
    return Arrays.stream(values()).filter(rule -> rule.id().equals(id)).findFirst();
  }

  /** The names of all rules. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Rule::id).toList();
  }

  /** What it is called in scripts, {@code ebb.yaml} and results: {@code rewrites-table}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How bad it is unless the project says otherwise. */
  public Level usual() {
    return usual;
  }

  /** What is wrong when it is broken, as a clause. */
  public String meaning() {
    return meaning;
  }

  /** What to do instead. */
  public String instead() {
    return instead;
  }

  /** Whether it is about time that others have to wait, so that sizes matter. */
  boolean isAboutTime() {
    return switch (this) {
      case REWRITES_TABLE,
          INDEX_BLOCKS_WRITES,
          CONSTRAINT_VALIDATED,
          VALIDATED_UNDER_LOCK,
          NOT_NULL_SCANS,
          WORK_UNDER_LOCK,
          BULK_CHANGE ->
          true;
      case SEVERAL_TABLES_LOCKED,
          NOT_ATOMIC,
          DROPS_DATA,
          RENAMES,
          CASCADE_DROPS,
          HIDDEN_BY_IF,
          DOWN_DOES_NOTHING,
          DOWN_DROPS_MORE,
          DOWN_INCOMPLETE,
          DOES_NOT_RUN,
          UNUSED_ALLOW,
          BAD_ALLOW ->
          false;
    };
  }
}
