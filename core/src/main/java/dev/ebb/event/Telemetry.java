package dev.ebb.event;

import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells a system that watches programs what happens while one command runs. Whatever goes wrong
 * with that neither fails nor delays the command. Thread-safe, as every listener.
 */
public interface Telemetry extends EventSink {

  /**
   * The command is over: what is not told yet is told now, but nobody waits long for it.
   *
   * @param exitStatus with which it ends
   */
  void end(int exitStatus);

  /**
   * Makes one for each command. Found as a service, and looked for only if somebody asks for it.
   */
  interface Maker {
    /** A command begins. */
    Telemetry begin(Call call);
  }

  /**
   * A command.
   *
   * @param command its name
   * @param version of Ebb
   * @param environment how strict it is, as {@code production}; empty if unknown
   * @param variables of the environment, among them those that say whom to tell
   * @param remarks hears what could not be told, once
   */
  record Call(
      String command,
      String version,
      String environment,
      Map<String, String> variables,
      Consumer<String> remarks) {
    public Call {
      variables = Map.copyOf(variables);
    }
  }
}
