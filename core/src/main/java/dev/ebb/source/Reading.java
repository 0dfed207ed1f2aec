package dev.ebb.source;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import java.util.List;

/**
 * What came of reading definitions: a value, since bad definitions are to be expected.
 *
 * @param definitions of the schemas without an error, in the order asked for
 * @param errors everything that is wrong in any schema, sorted by place
 */
public record Reading(List<Definitions> definitions, List<Problem> errors) {

  public Reading {
    definitions = List.copyOf(definitions);
    errors = List.copyOf(errors);
  }

  /** What stops nothing, of the schemas without an error. */
  public List<Problem> notices() {
    return definitions.stream().flatMap(d -> d.notices().stream()).toList();
  }

  /**
   * The definitions of all schemas.
   *
   * @throws Fault with all errors, if there is one
   */
  public List<Definitions> orFault() {
    if (!errors.isEmpty()) {
      throw new Fault(errors);
    }
    return definitions;
  }
}
