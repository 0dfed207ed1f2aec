package dev.ebb.audit;

import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The record in one database: the namespace {@code ebb_audit}. Its table takes new entries and
 * nothing else; how many there are and the last hash stand beside it, so that a cut at the end
 * shows, too. Confined to the thread of its session.
 */
public final class AuditTrail {
  // One of the two alone is a record that somebody has taken a part of.
  private static final String THERE =
      """
      SELECT pg_catalog.to_regclass('ebb_audit.head') IS NOT NULL AS head,
             pg_catalog.to_regclass('ebb_audit.entry') IS NOT NULL AS entry\
      """;

  // Who waits for the lock must see what was committed before he got it, whatever the role's
  // default is; and whoever holds it for long must not hold up a run that is over.
  private static final String BEGIN =
      "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;SET LOCAL lock_timeout = '10s';";

  private static final String LOOK = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

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

  /** Which of its tables are there. */
  private record There(boolean head, boolean entries) {
    boolean whole() {
      return head && entries;
    }
  }

  private There there() {
    return session.queryOne(THERE, row -> new There(row.bool("head"), row.bool("entry")));
  }

  /** Whether there is one, or a part of one. Changes nothing. */
  public boolean exists() {
    There there = there();
    return there.head() || there.entries();
  }

  /**
   * Adds an entry, in a transaction of its own.
   *
   * @param body as {@link Deed#json()} gives it
   * @return the entry
   * @throws dev.ebb.db.SqlFailure if the role may not
   */
  public Entry add(String body) {
    return addAll(() -> List.of(body)).getFirst();
  }

  // What is added may depend on what is there: nobody else adds meanwhile.
  private List<Entry> addAll(Supplier<List<String>> chosen) {
    List<Entry> added = new ArrayList<>();
    session.execute(BEGIN + LOCK);
    try {
      List<String> bodies = chosen.get();
      if (bodies.isEmpty()) {
        return added;
      }
      if (!there().whole()) {
        session.execute(MAKE);
        session.takeNotices();
      }
      Entry last = last();
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

  // After a record of which somebody has taken the end, or the note of it, the next entry is bound
  // to nothing: so that this shows for ever.
  private Entry last() {
    long newest =
        session.queryOne(
            "SELECT coalesce(max(number), 0) AS n FROM ebb_audit.entry", row -> row.int64("n"));
    return head()
        .filter(head -> head.number() >= newest)
        .orElse(new Entry(newest, "", Entry.NOTHING));
  }

  /** All entries, the oldest first; none where there is no record. Changes nothing. */
  public List<Entry> entries() {
    return there().entries()
        ? session.query(
            "SELECT number, body, hash FROM ebb_audit.entry ORDER BY number",
            row -> new Entry(row.int64("number"), row.text("body"), row.text("hash")))
        : List.of();
  }

  /**
   * A record as it was at one moment.
   *
   * @param entries the oldest first
   * @param findings everything that was changed, cut or moved; empty if it is as it was written
   */
  public record Reading(List<Entry> entries, List<Finding> findings) {
    public Reading {
      entries = List.copyOf(entries);
      findings = List.copyOf(findings);
    }
  }

  /** Everything that was changed, cut or moved; empty if the record is as it was written. */
  public List<Finding> verify() {
    return read().findings();
  }

  /** All of it, held against its hashes; as it was at one moment, whoever adds to it meanwhile. */
  public Reading read() {
    session.execute(LOOK);
    try {
      There there = there();
      List<Entry> entries = entries();
      Optional<Entry> head = there.head() ? head() : Optional.empty();
      return new Reading(
          entries, there.head() || there.entries() ? verify(entries, head) : List.of());
    } finally {
      if (!session.isClosed() && session.inTransaction()) {
        session.execute("ROLLBACK");
      }
    }
  }

  private static List<Finding> verify(List<Entry> entries, Optional<Entry> noted) {
    List<Finding> findings = new ArrayList<>();
    String before = Entry.NOTHING;
    long number = 0;
    for (Entry entry : entries) {
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
    end(number, before, noted).ifPresent(findings::add);
    return findings;
  }

  private static Optional<Finding> end(long number, String hash, Optional<Entry> noted) {
    if (noted.isEmpty()) {
      return Optional.of(
          new Finding(number, "the note of how many entries there were is gone (ebb_audit.head)"));
    }
    Entry head = noted.get();
    return head.number() == number && head.hash().equals(hash)
        ? Optional.empty()
        : Optional.of(
            new Finding(
                head.number(),
                head.number() > number
                    ? "the end is missing: there were " + head.number() + " entries"
                    : "it is not the last one that was written"));
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
    return ours.isEmpty() ? 0 : new AuditTrail(restored).addMissing(ours);
  }

  private int addMissing(List<Entry> theirs) {
    return addAll(() -> Quotation.missing(theirs, entries())).size();
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
