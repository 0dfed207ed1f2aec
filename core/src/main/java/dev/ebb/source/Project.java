package dev.ebb.source;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import dev.ebb.fault.Place;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a project consists of: from its {@code ebb.yaml}, or found out from its folders if it has
 * none.
 *
 * @param migrations the folder in which the schemas' folders are, by default {@code migrations}
 * @param schemas in the order of {@code ebb.yaml}, or by name; may be empty
 * @param environment how strict Ebb is to be, if {@code ebb.yaml} says so
 * @param lint which rules of {@code lint} are how bad, as {@code ebb.yaml} says; whether there are
 *     such rules is not looked at here
 * @param upgrades which version this is ({@code version}) and which may come before it ({@code
 *     policy}), as {@code ebb.yaml} says; whether these make sense is not looked at here
 * @param keep when something that is kept may go, as {@code ebb.yaml} says; whether that makes
 *     sense is not looked at here
 * @param restore who can go back to a moment, and how, as {@code ebb.yaml} says; the keys of a
 *     schema begin with its name and a point. Whether there are such keys is not looked at here
 * @param plugins the folder of jars with classes of out-of-band migrations, by default {@code jars}
 */
public record Project(
    String migrations,
    List<SchemaConfig> schemas,
    Optional<Environment> environment,
    List<Choice> lint,
    List<Choice> upgrades,
    List<Choice> keep,
    List<Choice> restore,
    String plugins) {

  /** The file that configures a project. */
  public static final String FILE = "ebb.yaml";

  /** Where a project's jars are if it does not say. */
  public static final String PLUGINS = "jars";

  /** Where a project runs. */
  public enum Environment {
    /** A developer's machine. */
    DEVELOPMENT,
    /** Like production, but nobody is hurt. */
    STAGING,
    /** The real thing. */
    PRODUCTION;

    /** The word for it in {@code ebb.yaml}, flags and variables. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A key with a text, and where it stands. */
  public record Choice(Place place, String key, String value) {}

  public Project {
    schemas = List.copyOf(schemas);
    lint = List.copyOf(lint);
    upgrades = List.copyOf(upgrades);
    keep = List.copyOf(keep);
    restore = List.copyOf(restore);
  }

  /** A project that says nothing of rules and upgrades. */
  public static Project of(
      String migrations, List<SchemaConfig> schemas, Optional<Environment> environment) {
    return new Project(
        migrations, schemas, environment, List.of(), List.of(), List.of(), List.of(), PLUGINS);
  }

  /**
   * Reads it.
   *
   * @throws Fault with everything that is wrong in {@code ebb.yaml} or with the folders
   */
  public static Project read(Tree tree) {
    return ProjectReader.of(tree).read();
  }

  /** The same with other schemas. */
  public Project with(List<SchemaConfig> others) {
    return new Project(migrations, others, environment, lint, upgrades, keep, restore, plugins);
  }

  /**
   * The schema of that name.
   *
   * @throws Fault if there is none, with the names that there are
   */
  public SchemaConfig schema(String name) {
    return schemas.stream()
        .filter(s -> s.name().value().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private Fault unknown(String name) {
    List<String> names = schemas.stream().map(s -> s.name().value()).toList();
    String known =
        names.isEmpty()
            ? "there is none yet: ebb init --db=" + name
            : "there are: " + String.join(", ", names) + "; for a new one: ebb init --db=" + name;
    String guess = Nearest.to(name, names).map(n -> "did you mean " + n + "? ").orElse("");
    return Fault.of(FaultCode.UNKNOWN_NAME, "unknown schema \"" + name + "\"", guess + known);
  }
}
