package dev.ebb.fix;

import java.util.List;

/** How far a {@link FixScript} leads. */
public sealed interface FixVerdict {

  /** Both states are the same: there is nothing to run. */
  record Nothing() implements FixVerdict {}

  /** The statements lead to the wanted state. */
  record Whole() implements FixVerdict {}

  /** They do, except that columns of some table stand in another order. */
  record UpToColumnOrder() implements FixVerdict {}

  /** Something must be left to a person. */
  record Partial(List<Refusal> refusals) implements FixVerdict {
    public Partial {
      refusals = List.copyOf(refusals);
    }
  }
}
