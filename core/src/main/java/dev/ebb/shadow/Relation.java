package dev.ebb.shadow;

import dev.ebb.catalog.Kind;

/**
 * A table, index or the like that something happened to, named as the catalog names it.
 *
 * @param kind TABLE, INDEX, VIEW, MATERIALIZED_VIEW or SEQUENCE
 * @param path namespace and name, quoted where SQL needs it
 */
public record Relation(Kind kind, String path) {

  /** Kind and path: {@code table public.users}. */
  public String title() {
    return kind.word() + " " + path;
  }
}
