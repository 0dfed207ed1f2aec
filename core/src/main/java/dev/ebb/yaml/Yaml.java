package dev.ebb.yaml;

import dev.ebb.fault.Place;
import java.util.List;

/** A YAML value and where it stands: as much of YAML as a configuration needs. */
public sealed interface Yaml {

  /** Where it starts. */
  Place place();

  /** What it is called in a message. */
  String kind();

  /**
   * A single value.
   *
   * @param text without quotes
   * @param plain whether it was written without quotes, so that it may be a number or the like
   */
  record Scalar(Place place, String text, boolean plain) implements Yaml {
    @Override
    public String kind() {
      return plain ? "\"" + text + "\"" : "the quoted text \"" + text + "\"";
    }

    /** Whether it stands for the absence of a value. */
    public boolean isNull() {
      return plain
          && switch (text) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
          };
    }
  }

  /** A list. */
  record Sequence(Place place, List<Yaml> items) implements Yaml {
    /** Copies the list. */
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Keys and their values, as written: a key may be there twice. */
  record Mapping(Place place, List<Pair> pairs) implements Yaml {
    /** Copies the list. */
    public Mapping {
      pairs = List.copyOf(pairs);
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /** One entry of a mapping. */
  record Pair(Scalar key, Yaml value) {}
}
