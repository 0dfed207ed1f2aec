package dev.ebb.describe;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Dependencies;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Kind;
import dev.ebb.fix.Fix;
import dev.ebb.fix.FixScript;
import dev.ebb.fix.FixStatement;
import dev.ebb.fix.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A catalog as SQL that builds its objects in a database that CREATE DATABASE has just made.
 * Immutable.
 *
 * @param statements in the order of running, without semicolons; each can be in a transaction, and
 *     none needs to be
 * @param refusals what there is no SQL for, as an invalid index
 */
public record SchemaScript(List<String> statements, List<Refusal> refusals) {
  private static final String PUBLIC = "public";
  private static final String LANGUAGE = "plpgsql";

  public SchemaScript {
    statements = List.copyOf(statements);
    refusals = List.copyOf(refusals);
  }

  /**
   * The script for a catalog.
   *
   * @param catalog one that was read with its dependencies
   * @param major of the server on which it will run
   */
  public static SchemaScript of(Catalog catalog, int major) {
    FixScript script = Fix.between(fresh(catalog), catalog, major);
    return new SchemaScript(
        script.statements().stream()
            .map(FixStatement::sql)
            // so that it also holds where each statement is a transaction of its own
            .map(sql -> sql.startsWith("SET LOCAL ") ? "SET " + sql.substring(10) : sql)
            .toList(),
        script.refusals());
  }

  // The language's version and namespace are the server's affair, so they are taken as wanted.
  private static Catalog fresh(Catalog catalog) {
    List<CatalogObject> objects = new ArrayList<>();
    CatalogObject space = new CatalogObject(Kind.NAMESPACE, PUBLIC, Facts.NONE);
    objects.add(catalog.object(space.name()).orElse(space));
    CatalogObject language = new CatalogObject(Kind.EXTENSION, LANGUAGE, Facts.NONE);
    objects.add(catalog.object(language.name()).orElse(language));
    return new Catalog(objects, Map.of(), Dependencies.NONE);
  }

  /**
   * The whole as a file for psql.
   *
   * @param title what it builds, one line
   */
  public String text(String title) {
    StringBuilder text = new StringBuilder();
    title.lines().forEach(line -> text.append("-- ").append(line).append('\n'));
    for (Refusal refusal : refusals) {
      refusal
          .toString()
          .lines()
          .forEach(line -> text.append("-- not in here: ").append(line).append('\n'));
    }
    statements.forEach(sql -> text.append(sql).append(";\n"));
    return text.toString();
  }
}
