package dev.ebb.restore.swap;

import dev.ebb.db.Row;
import dev.ebb.db.Session;
import dev.ebb.restore.Contents;
import dev.ebb.restore.Memo;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.sql.Quote;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Ebb writes into the comment of a database that stands beside another: by this it is told
 * from everybody else's databases, and nothing without one is ever renamed or dropped. A comment
 * changes in the same transaction as a name.
 *
 * @param name what people call it
 * @param of the name of the database that it could replace
 * @param origin why it is there
 * @param at the moment whose state it has
 * @param lsn the place in the server's log of writes then
 * @param contents what is in it; null if nobody looked yet
 * @param verifiedAt when somebody last looked whether that is so
 * @param comment what somebody had written about it before; null if nothing
 * @param owing whether its audit may have entries that the database in its place lacks
 */
public record Tag(
    String name,
    String of,
    Origin origin,
    Instant at,
    @Nullable String lsn,
    @Nullable Contents contents,
    @Nullable Instant verifiedAt,
    @Nullable String comment,
    boolean owing) {

  private static final String ALL =
      """
      SELECT d.datname::text AS database, pg_catalog.shobj_description(d.oid, 'pg_database') AS comment,
             CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT')
                  THEN pg_catalog.pg_database_size(d.oid) ELSE 0 END AS bytes
        FROM pg_catalog.pg_database d
       WHERE pg_catalog.shobj_description(d.oid, 'pg_database') LIKE '%ebb-restore 1%'
       ORDER BY 1\
      """;

  /** One of a database that owes nothing. */
  public Tag(
      String name,
      String of,
      Origin origin,
      Instant at,
      @Nullable String lsn,
      @Nullable Contents contents,
      @Nullable Instant verifiedAt,
      @Nullable String comment) {
    this(name, of, origin, at, lsn, contents, verifiedAt, comment, false);
  }

  /** A database that has one. */
  public record Tagged(String database, long bytes, Tag tag) {}

  /** Those beside a database. */
  public static List<Tagged> beside(Session session, String database) {
    return session.query(ALL, Tag::tagged).stream()
        .flatMap(Optional::stream)
        .filter(tagged -> tagged.tag().of().equals(database))
        .toList();
  }

  private static Optional<Tagged> tagged(Row row) {
    String database = row.text("database");
    long bytes = row.int64("bytes");
    return Memo.parse(row.textOrNull("comment"))
        .flatMap(Tag::of)
        .map(tag -> new Tagged(database, bytes, tag));
  }

  private static Optional<Tag> of(Memo memo) {
    Optional<String> of = memo.value("of");
    Optional<Origin> origin = memo.value("origin").flatMap(Origin::of);
    if (of.isEmpty() || origin.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Tag(
            memo.value("name").orElse("?"),
            of.get(),
            origin.get(),
            memo.time("at").orElse(Instant.EPOCH),
            memo.value("lsn").orElse(null),
            memo.contents().orElse(null),
            memo.time("verified").orElse(null),
            memo.value("comment").orElse(null),
            memo.value("audit").filter("owed"::equals).isPresent()));
  }

  /** The same with what was found in it. */
  public Tag seen(Contents found, @Nullable Instant when) {
    return new Tag(name, of, origin, at, lsn, found, when, comment, owing);
  }

  /** The same whose audit was brought over. */
  Tag settled() {
    return new Tag(name, of, origin, at, lsn, contents, verifiedAt, comment, false);
  }

  /** SQL that writes it. */
  public String applied(String database) {
    Memo memo =
        Memo.empty()
            .with("name", name)
            .with("of", of)
            .with("origin", origin.word())
            .with("at", at)
            .with("lsn", lsn)
            .with("verified", verifiedAt)
            .with("comment", comment)
            .with("audit", owing ? "owed" : null);
    String title =
        (origin == Origin.REPLACED
                ? "What database " + of + " was until " + at
                : "Branch " + name + " of database " + of + " as of " + at)
            + "; 'ebb branch list' shows it, 'ebb branch delete "
            + name
            + "' removes it";
    return "COMMENT ON DATABASE "
        + Quote.identifier(database)
        + " IS "
        + Quote.literal((contents == null ? memo : memo.with(contents)).text(title));
  }
}
