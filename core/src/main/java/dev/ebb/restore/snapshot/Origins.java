package dev.ebb.restore.snapshot;

import dev.ebb.db.Session;
import dev.ebb.restore.Memo;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a dump needs around it to be restored, and does not have in it: how the database was
 * created, and the roles that its objects belong to or are granted to.
 */
final class Origins {
  private static final String ROLES =
      """
      SELECT DISTINCT r.rolname::text AS role
        FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid
       WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND r.rolname !~ '^pg_'
         AND s.dbid = (SELECT oid FROM pg_catalog.pg_database
                        WHERE datname = pg_catalog.current_database())
       ORDER BY 1\
      """;
  private static final String EXTENSIONS =
      """
      SELECT extname || ' ' || extversion AS extension FROM pg_catalog.pg_extension
       WHERE extname <> 'plpgsql' ORDER BY 1\
      """;
  private static final String CREATION =
      """
      SELECT pg_catalog.pg_encoding_to_char(encoding)::text AS encoding, datcollate::text AS collate,
             datctype::text AS ctype, :provider AS provider, :locale AS locale
        FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()\
      """;

  private Origins() {}

  /** Writes it down. */
  static Memo note(Memo memo, Session session) {
    Memo noted = memo.with("create", creation(session));
    for (String role : session.query(ROLES, row -> row.text("role"))) {
      noted = noted.with("role", role);
    }
    for (String extension : session.query(EXTENSIONS, row -> row.text("extension"))) {
      noted = noted.with("extension", extension);
    }
    return noted;
  }

  private static String creation(Session session) {
    int major = session.facts().major();
    String locale = major >= 17 ? "datlocale" : major >= 15 ? "daticulocale" : "NULL";
    return session.queryOne(
        CREATION
            .replace(":provider", major >= 15 ? "datlocprovider::text" : "'c'")
            .replace(":locale", locale + "::text"),
        row -> {
          String icu = row.textOrNull("locale");
          String provider = row.text("provider");
          return "ENCODING "
              + Quote.literal(row.text("encoding"))
              + " LC_COLLATE "
              + Quote.literal(row.text("collate"))
              + " LC_CTYPE "
              + Quote.literal(row.text("ctype"))
              + switch (provider) {
                case "i" ->
                    " LOCALE_PROVIDER icu ICU_LOCALE " + Quote.literal(icu == null ? "" : icu);
                case "b" ->
                    " LOCALE_PROVIDER builtin BUILTIN_LOCALE "
                        + Quote.literal(icu == null ? "" : icu);
                default -> "";
              };
        });
  }

  /** The roles that a server lacks for it. */
  static List<String> missingRoles(Memo memo, Session session) {
    List<String> there =
        session.query("SELECT rolname::text AS role FROM pg_catalog.pg_roles", r -> r.text("role"));
    List<String> missing = new ArrayList<>(memo.values("role"));
    missing.removeAll(there);
    return missing;
  }

  /** The extensions, by name, that a server cannot offer for it. */
  static List<String> missingExtensions(Memo memo, Session session) {
    List<String> there =
        session.query(
            "SELECT name::text AS name FROM pg_catalog.pg_available_extensions",
            row -> row.text("name"));
    return memo.values("extension").stream()
        .map(line -> line.split(" ", 2)[0])
        .filter(name -> !there.contains(name))
        .toList();
  }

  /** SQL that makes an empty database like the one that was dumped. */
  static String create(Memo memo, String database) {
    Optional<String> clauses = memo.value("create");
    return "CREATE DATABASE "
        + Quote.identifier(database)
        + " TEMPLATE template0 "
        + clauses.orElse("");
  }
}
