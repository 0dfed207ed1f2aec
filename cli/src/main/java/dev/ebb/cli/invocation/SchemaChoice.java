package dev.ebb.cli.invocation;

import dev.ebb.cli.args.Option;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.source.Project;
import dev.ebb.source.SchemaConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which schemas a call is about. */
public final class SchemaChoice {
  /** One schema. */
  public static final Option ONE =
      Option.value("S", "the schema; may be left out if the project has only one", "db", "schema");

  /** Any number of schemas. */
  public static final Option SEVERAL =
      Option.list("S,…|all", "the schemas; default: all", "db", "schema");

  private static final String ALL = "all";

  private SchemaChoice() {}

  /**
   * The schema that {@link #ONE} names.
   *
   * @throws Fault USAGE if it names none and there are several; UNKNOWN_NAME if there is no such
   */
  public static SchemaConfig one(Invocation call) {
    Project project = call.project();
    List<String> names = call.arguments().values(ONE);
    if (names.isEmpty() && project.schemas().size() == 1) {
      return project.schemas().getFirst();
    }
    if (names.isEmpty()) {
      throw project.schemas().isEmpty()
          ? NoSchemas.in(call.folder(), project)
          : Fault.of(FaultCode.USAGE, "supply a schema via --db", "there are: " + known(project));
    }
    if (names.getLast().equals(ALL)) {
      throw Fault.of(
          FaultCode.USAGE, "this works on one schema at a time", "there are: " + known(project));
    }
    return named(call, project, names.getLast());
  }

  /**
   * The schemas that {@link #SEVERAL} names, each once, in the order of the project.
   *
   * @throws Fault UNKNOWN_NAME if there is no such
   */
  public static List<SchemaConfig> several(Invocation call) {
    return several(call, call.project());
  }

  /** The same in a project as it was at another time. */
  public static List<SchemaConfig> several(Invocation call, Project project) {
    List<String> names = call.arguments().values(SEVERAL);
    if (project.schemas().isEmpty()) {
      throw NoSchemas.in(call.folder(), project);
    }
    if (names.isEmpty() || names.contains(ALL)) {
      return project.schemas();
    }
    Set<String> chosen = new HashSet<>();
    for (String name : names) {
      chosen.add(named(call, project, name).name().value());
    }
    List<SchemaConfig> ordered = new ArrayList<>(project.schemas());
    ordered.removeIf(schema -> !chosen.contains(schema.name().value()));
    return ordered;
  }

  /**
   * Whether a schema is left out of a call that named none: an optional one of which nothing says
   * where its database is.
   */
  public static boolean isLeftOut(Invocation call, SchemaConfig schema) {
    List<String> names = call.arguments().values(SEVERAL);
    boolean open = names.isEmpty() || names.contains(ALL);
    return open && schema.optional() && !call.knowsWhereIs(schema);
  }

  private static SchemaConfig named(Invocation call, Project project, String name) {
    if (project.schemas().stream().noneMatch(s -> s.name().value().equals(name))) {
      String schema = ofContainer(name);
      if (!schema.equals(name)) {
        call.terminal().say("\"" + name + "\" is taken as the schema \"" + schema + "\"");
        return project.schema(schema);
      }
    }
    return project.schema(name);
  }

  // The names of the containers in which these schemas ran; runbooks have them where the schema's
  // name belongs.
  private static String ofContainer(String name) {
    return switch (name) {
      case "pgsql" -> "frontend";
      case "codeintel-db" -> "codeintel";
      case "codeinsights-db" -> "codeinsights";
      default -> name;
    };
  }

  private static String known(Project project) {
    return String.join(", ", project.schemas().stream().map(s -> s.name().value()).toList());
  }
}
