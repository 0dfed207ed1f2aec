package dev.ebb.fault;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when Ebb cannot go on: carries every problem that was found, so that the reader can mend
 * them all at once. Immutable. Its message is fit for an operator's eyes and never holds a secret.
 */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** A fault with everything that is wrong. There must be at least one problem. */
  public Fault(List<Problem> problems, @Nullable Throwable cause) {
    super(
        problems.stream()
            .map(p -> (p.place() == null ? "" : p.place() + ": ") + p.what())
            .collect(Collectors.joining("\n")),
        cause);
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("a fault needs a problem");
    }
    this.problems = List.copyOf(problems);
  }

  /** A fault with everything that is wrong. There must be at least one problem. */
  public Fault(List<Problem> problems) {
    this(problems, null);
  }

  /** A fault with one problem that is not in a file. */
  public static Fault of(FaultCode code, String what, String remedy) {
    return new Fault(List.of(Problem.of(code, what, remedy)));
  }

  /** A fault with one problem that is not in a file, and what caused it. */
  public static Fault of(FaultCode code, String what, String remedy, Throwable cause) {
    return new Fault(List.of(Problem.of(code, what, remedy)), cause);
  }

  /** Everything that is wrong; never empty. */
  public List<Problem> problems() {
    return problems;
  }

  /** The kind of trouble of the first problem. */
  public FaultCode code() {
    return problems.getFirst().code();
  }

  /** The exit status when nothing had been done before: that of the first problem. */
  public ExitStatus exitStatus() {
    return code().exitStatus();
  }
}
