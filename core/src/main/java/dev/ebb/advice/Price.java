package dev.ebb.advice;

import dev.ebb.restore.Forfeit;
import java.util.List;

/** What a way takes away. */
public sealed interface Price {
  /** Nothing that anybody wrote. */
  record Nothing() implements Price {}

  /** It goes from the tables, stays stored in the database, and comes back with the way up. */
  record Kept(List<String> things, long bytes) implements Price {
    public Kept {
      things = List.copyOf(things);
    }
  }

  /** It goes for good. */
  record Gone(List<String> things, long bytes) implements Price {
    public Gone {
      things = List.copyOf(things);
    }
  }

  /** Going back in time: what was written since. */
  record Since(List<Forfeit> forfeits) implements Price {
    public Since {
      forfeits = List.copyOf(forfeits);
    }
  }

  /** Nobody can tell; why. */
  record Unknown(List<String> why) implements Price {
    public Unknown {
      why = List.copyOf(why);
    }
  }
}
