package dev.ebb.cli;

import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.event.Telemetry;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.source.Project.Environment;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Runs a command that somebody wants to hear of by the standard variables of OpenTelemetry. */
final class Observed {
  private final Invocation call;

  private Observed(Invocation call) {
    this.call = call;
  }

  static ExitStatus run(Invocation call, Command command) {
    return new Observed(call).run(command);
  }

  private ExitStatus run(Command command) {
    Telemetry telemetry = begun();
    if (telemetry == null) {
      return command.run(call);
    }
    int status = ExitStatus.FAILED.code();
    try {
      ExitStatus ended = command.run(call.observedBy(telemetry));
      status = ended.code();
      return ended;
    } catch (Fault fault) {
      status = fault.exitStatus().code();
      throw fault;
    } finally {
      telemetry.end(status);
    }
  }

  private @Nullable Telemetry begun() {
    try {
      Iterator<Telemetry.Maker> makers = ServiceLoader.load(Telemetry.Maker.class).iterator();
      if (makers.hasNext()) {
        return makers.next().begin(told());
      }
      remark("the part that tells a collector is not in this build");
    } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
      remark("nothing is told to the collector: " + e.getMessage());
    }
    return null;
  }

  private Telemetry.Call told() {
    return new Telemetry.Call(
        call.arguments().syntax().name(),
        call.surroundings().version(),
        environment(),
        call.surroundings().environment(),
        this::remark);
  }

  // A project that cannot be read is the command's business.
  private String environment() {
    try {
      return call.saidEnvironment().map(Environment::word).orElse("");
    } catch (Fault _) {
      return "";
    }
  }

  private void remark(String text) {
    call.terminal().warn("note: " + text + "; the command is not touched by that");
  }
}
