package dev.ebb.audit;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * On what occasion something is entered into the record: what every entry of one call says.
 * Immutable.
 *
 * @param command what was called; empty if nothing is to be entered at all
 * @param environment how strict it was, as {@code production}
 * @param by who called it, and from which machine
 * @param version of the tool
 * @param file a file to which all is added, too, as lines of JSON; empty for none
 * @param restorePoints what was taken beforehand, by the name of the schema
 */
public record Occasion(
    String command,
    String environment,
    String by,
    String version,
    String file,
    Map<String, String> restorePoints) {

  /** Nothing is entered. */
  public static final Occasion UNRECORDED = new Occasion("", "", "", "", "", Map.of());

  public Occasion {
    restorePoints = Map.copyOf(restorePoints);
  }

  /** Whether anything is entered. */
  public boolean isRecorded() {
    return !command.isEmpty();
  }

  /** The same, after a restore point of a schema's database was taken. */
  public Occasion after(String schema, String restorePoint) {
    Map<String, String> all = new LinkedHashMap<>(restorePoints);
    all.put(schema, restorePoint);
    return new Occasion(command, environment, by, version, file, all);
  }
}
