package dev.ebb;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.describe.CatalogDocument;
import dev.ebb.describe.PredecessorShape;
import dev.ebb.sql.Quote;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a file says should be there, and what is left of a database that can be held against it.
 *
 * @param remarks what is not compared
 */
record DescribedObjects(Catalog expected, Catalog actual, List<String> remarks) {
  private static final String PUBLIC = "public.";

  /**
   * Prepares both sides.
   *
   * @param versionTables which every database has for itself; no file tells what is in a ledger
   */
  static DescribedObjects of(
      CatalogDocument document, String title, Catalog actual, Collection<String> versionTables) {
    return switch (document.shape()) {
      case EBB -> new DescribedObjects(document.catalog().without(Fact.OWNER), actual, List.of());
      case PREDECESSOR -> {
        Catalog expected = withoutLedger(document.catalog(), versionTables);
        yield new DescribedObjects(
            expected,
            PredecessorShape.reduceTo(expected, actual),
            List.of(
                title
                    + " tells of extensions and, in public, of enums, functions, sequences, tables and"
                    + " views; nothing else is compared, nor are comments, the order of columns,"
                    + " digits of numbers, storage, rights and row security"));
      }
    };
  }

  private static Catalog withoutLedger(Catalog catalog, Collection<String> versionTables) {
    Set<String> tables =
        Stream.concat(Stream.of("migration_logs"), versionTables.stream())
            .map(name -> PUBLIC + Quote.identifier(name))
            .collect(Collectors.toSet());
    return Catalog.of(
        catalog.objects().stream().filter(object -> !isOfLedger(object, tables)).toList());
  }

  private static boolean isOfLedger(CatalogObject object, Set<String> tables) {
    return tables.contains(object.path())
        || tables.contains(object.name().container())
        || object.facts().get(Fact.TABLE).filter(tables::contains).isPresent()
        || (object.kind() == Kind.SEQUENCE
            && object.path().equals(PUBLIC + "migration_logs_id_seq"));
  }
}
