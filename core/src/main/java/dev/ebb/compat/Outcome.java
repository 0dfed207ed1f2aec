package dev.ebb.compat;

import java.util.List;

/** What becomes of a statement of the old application on the new schema. */
public sealed interface Outcome {

  /** It is prepared, and takes and gives the same. */
  record Same() implements Outcome {}

  /** It is prepared, and what it takes or gives is more, or of another type that may still do. */
  record Differs(List<String> how) implements Outcome {
    public Differs {
      how = List.copyOf(how);
    }
  }

  /** It fails, or gives something else than the application expects. */
  record Breaks(List<String> how) implements Outcome {
    public Breaks {
      how = List.copyOf(how);
    }
  }

  /** It cannot be prepared on the old schema either, so nothing is known. */
  record Unknown(String why) implements Outcome {}
}
