package dev.ebb.cli.args;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arguments of one call, read according to a syntax. Immutable. */
public final class Arguments {
  private final Syntax syntax;
  private final Map<Option, List<String>> values;
  private final List<String> operands;

  Arguments(Syntax syntax, Map<Option, List<String>> values, List<String> operands) {
    this.syntax = syntax;
    this.values = values;
    this.operands = List.copyOf(operands);
  }

  /** What they were read by. */
  public Syntax syntax() {
    return syntax;
  }

  /** What stood beside the options. */
  public List<String> operands() {
    return operands;
  }

  /** Whether the option was given at all. */
  public boolean has(Option option) {
    return values.containsKey(option);
  }

  /** Whether a flag is set; not given means no. */
  public boolean isSet(Option flag) {
    return isSet(flag, false);
  }

  /** Whether a flag is set; not given means what is said here. */
  public boolean isSet(Option flag, boolean otherwise) {
    return value(flag).map("true"::equals).orElse(otherwise);
  }

  /** The value of an option, if it was given; of several the last. */
  public Optional<String> value(Option option) {
    List<String> given = values.get(option);
    return given == null ? Optional.empty() : Optional.of(given.getLast());
  }

  /** All values of an option, in order; empty if it was not given. */
  public List<String> values(Option option) {
    return List.copyOf(values.getOrDefault(option, List.of()));
  }

  /**
   * The value of an option that must be there.
   *
   * @throws Fault USAGE if it is not, with this remedy
   */
  public String required(Option option, String what, String remedy) {
    return value(option).orElseThrow(() -> Fault.of(FaultCode.USAGE, what, remedy));
  }

  /**
   * The value of an option as a length of time, like {@code 500ms}, {@code 30s}, {@code 10m} or
   * {@code 1h30m}.
   *
   * @throws Fault USAGE if it is something else
   */
  public Duration duration(Option option, Duration otherwise) {
    String text = value(option).orElse(null);
    return text == null ? otherwise : Lengths.duration(option, text);
  }

  /**
   * The value of an option as a whole number from {@code least} on.
   *
   * @throws Fault USAGE if it is something else
   */
  public int number(Option option, int otherwise, int least) {
    String text = value(option).orElse(null);
    return text == null ? otherwise : Lengths.number(option, text, least);
  }
}
