package dev.ebb.fix;

import dev.ebb.catalog.ObjectName;

/**
 * What must hold of the rows before a script, or one of its statements will fail and nothing
 * change. A pure generator cannot know; who has the database can ask.
 *
 * @param object what the failing statement is for, under its present name
 * @param query selects the rows that are in the way, in the present state of the database; without
 *     a limit and without a semicolon
 * @param complaint what it means if there are any, a clause: {@code holds nulls}
 */
public record Precheck(ObjectName object, String query, String complaint) {

  /** {@code column public.t.a holds nulls}. */
  @Override
  public String toString() {
    return object + " " + complaint;
  }
}
