package dev.ebb.audit;

import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The record in one database: the namespace {@code ebb_audit}. Its table takes new entries and
 * nothing else; how many there are and the last hash stand beside it, so that a cut at the end
 * shows, too. Confined to the thread of its session.
 */
public final class AuditTrail {
  private static final String THERE =
      "SELECT pg_catalog.to_regclass('ebb_audit.head') IS NOT NULL AS there";

  private static final String MAKE =
      """
      CREATE SCHEMA IF NOT EXISTS ebb_audit;
      CREATE TABLE IF NOT EXISTS ebb_audit.entry (
        number bigint PRIMARY KEY,
        body text NOT NULL,
        hash text NOT NULL);
      COMMENT ON TABLE ebb_audit.entry IS
        'What Ebb changed in this database. Only added to; ''ebb audit verify'' finds any change.';
      CREATE TABLE IF NOT EXISTS ebb_audit.head (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        number bigint NOT NULL,
        hash text NOT NULL);
      CREATE OR REPLACE FUNCTION ebb_audit.refuse() RETURNS trigger LANGUAGE plpgsql AS $ebb$
      BEGIN
        RAISE EXCEPTION 'the audit of Ebb is only added to';
      END
      $ebb$;
      DROP TRIGGER IF EXISTS only_added_to ON ebb_audit.entry;
      CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON ebb_audit.entry
        FOR EACH STATEMENT EXECUTE FUNCTION ebb_audit.refuse();
      """;

  private static final String LOCK =
      "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('ebb_audit', 0));";

  private final Session session;

  /** The record in the database of a session, which must be in no transaction. */
  public AuditTrail(Session session) {
    this.session = session;
  }

  /** Whether there is one. Changes nothing. */
  public boolean exists() {
    return session.queryOne(THERE, row -> row.bool("there"));
  }

  /**
   * Adds an entry, in a transaction of its own.
   *
   * @param body as {@link Deed#json()} gives it
   * @return the entry
   * @throws dev.ebb.db.SqlFailure if the role may not
   */
  public Entry add(String body) {
    return addAll(_ -> List.of(body)).getFirst();
  }

  // What is added may depend on what is there: nobody else adds meanwhile.
  private List<Entry> addAll(Function<List<Entry>, List<String>> chosen) {
    List<Entry> added = new ArrayList<>();
    session.execute("BEGIN READ WRITE;" + LOCK);
    try {
      List<String> bodies = chosen.apply(entries());
      if (bodies.isEmpty()) {
        return added;
      }
      if (!exists()) {
        session.execute(MAKE);
        session.takeNotices();
      }
      Entry last = head().orElse(new Entry(0, "", Entry.NOTHING));
      for (String body : bodies) {
        long number = last.number() + 1;
        last = new Entry(number, body, Entry.hash(last.hash(), number, body));
        added.add(last);
      }
      session.execute(insert(added) + head(last) + "COMMIT");
      return added;
    } finally {
      if (!session.isClosed() && session.inTransaction()) {
        session.execute("ROLLBACK");
      }
    }
  }

  private static String insert(List<Entry> entries) {
    StringBuilder sql = new StringBuilder();
    for (Entry entry : entries) {
      sql.append("INSERT INTO ebb_audit.entry (number, body, hash) VALUES (")
          .append(entry.number())
          .append(", ")
          .append(Quote.literal(entry.body()))
          .append(", ")
          .append(Quote.literal(entry.hash()))
          .append(");");
    }
    return sql.toString();
  }

  private static String head(Entry last) {
    return """
    INSERT INTO ebb_audit.head (number, hash) VALUES (%d, %s)
      ON CONFLICT (one) DO UPDATE SET number = excluded.number, hash = excluded.hash;\
    """
        .formatted(last.number(), Quote.literal(last.hash()));
  }

  private Optional<Entry> head() {
    return session.queryFirst(
        "SELECT number, hash FROM ebb_audit.head",
        row -> new Entry(row.int64("number"), "", row.text("hash")));
  }

  /** All entries, the oldest first; none where there is no record. Changes nothing. */
  public List<Entry> entries() {
    return exists()
        ? session.query(
            "SELECT number, body, hash FROM ebb_audit.entry ORDER BY number",
            row -> new Entry(row.int64("number"), row.text("body"), row.text("hash")))
        : List.of();
  }

  /** Everything that was changed, cut or moved; empty if the record is as it was written. */
  public List<Finding> verify() {
    List<Finding> findings = new ArrayList<>();
    if (!exists()) {
      return findings;
    }
    String before = Entry.NOTHING;
    long number = 0;
    for (Entry entry : entries()) {
      number++;
      if (entry.number() != number) {
        String cut = number + (entry.number() > number + 1 ? " to " + (entry.number() - 1) : "");
        findings.add(new Finding(entry.number(), "what was before it is missing: " + cut));
        number = entry.number();
      } else if (!entry.hash().equals(Entry.hash(before, number, entry.body()))) {
        findings.add(
            new Finding(number, "it is not what was written, or what is before it was changed"));
      }
      before = entry.hash();
    }
    Entry head = head().orElse(new Entry(0, "", Entry.NOTHING));
    if (head.number() != number || !head.hash().equals(before)) {
      findings.add(
          new Finding(
              head.number(),
              head.number() > number
                  ? "the end is missing: there were " + head.number() + " entries"
                  : "it is not the last one that was written"));
    }
    return findings;
  }

  /**
   * Carries over what this record has and another lacks: to a database that was restored to an
   * earlier state. Where the other is the beginning of this one, the rest follows as it is; where
   * it went its own way since, what is missing is added as quotations, each with its number and
   * hash here. May be called again: then nothing is left to carry.
   *
   * @param restored a session in the other database, in no transaction; the record is made there if
   *     its state is older than any record
   * @return how many entries were carried over
   * @throws dev.ebb.db.SqlFailure if a role may not
   */
  public int carryOverTo(Session restored) {
    List<Entry> ours = entries();
    return ours.isEmpty()
        ? 0
        : new AuditTrail(restored).addAll(theirs -> Quotation.missing(ours, theirs)).size();
  }

  /**
   * As {@link #carryOverTo}, between databases wherever they are.
   *
   * @param replaced the database whose state was given up
   * @param serving the one that serves in its place
   */
  public static int carryOver(Connector replaced, Connector serving) {
    try (Session from = replaced.open();
        Session to = serving.open()) {
      return new AuditTrail(from).carryOverTo(to);
    }
  }
}
