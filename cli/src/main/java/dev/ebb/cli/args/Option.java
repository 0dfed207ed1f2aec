package dev.ebb.cli.args;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something with a dash before it that may follow a command's name. Its names are written without
 * dashes: a person may put one or two before any of them.
 *
 * @param names the first is the one that help and messages use
 * @param kind what may follow it
 * @param label stands for its value in help; empty for a flag
 * @param help what it does, with the default; a phrase without a full stop
 */
public record Option(List<String> names, Kind kind, String label, String help) {

  /** What may follow an option. */
  public enum Kind {
    /** Nothing, or {@code =true} or {@code =false}. */
    FLAG,
    /** One value; the last one counts. */
    VALUE,
    /** Values with commas between them; may be repeated. */
    LIST
  }

  public Option {
    names = List.copyOf(names);
  }

  /** An option that is there or not. */
  public static Option flag(String help, String... names) {
    return new Option(List.of(names), Kind.FLAG, "", help);
  }

  /** An option with a value. */
  public static Option value(String label, String help, String... names) {
    return new Option(List.of(names), Kind.VALUE, label, help);
  }

  /** An option with any number of values. */
  public static Option list(String label, String help, String... names) {
    return new Option(List.of(names), Kind.LIST, label, help);
  }

  /** Its main name, without dashes. */
  public String name() {
    return names.getFirst();
  }

  /** Its main name as messages show it: {@code --db}. */
  public String dashed() {
    return dashed(name());
  }

  static String dashed(String name) {
    return name.length() == 1 ? "-" + name : "--" + name;
  }

  // Written out because what a record brings is put together at run time, in every process anew: 5
  // to 10 ms for something that every start needs.

  /**
   * The same names and label: a command may give a common option, such as --format, a meaning of
   * its own.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Option option
        && names.equals(option.names)
        && label.equals(option.label);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }
}
