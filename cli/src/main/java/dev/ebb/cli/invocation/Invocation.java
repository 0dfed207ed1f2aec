package dev.ebb.cli.invocation;

import dev.ebb.Connections;
import dev.ebb.Ebb;
import dev.ebb.Workspace;
import dev.ebb.audit.Clerk;
import dev.ebb.audit.Occasion;
import dev.ebb.cli.args.Arguments;
import dev.ebb.cli.render.Json;
import dev.ebb.cli.render.ProblemText;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.event.EventSink;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import dev.ebb.fault.Problem;
import dev.ebb.restore.swap.Handover;
import dev.ebb.run.RunOptions;
import dev.ebb.source.FolderTree;
import dev.ebb.source.Project;
import dev.ebb.source.Project.Environment;
import dev.ebb.source.Recollection;
import dev.ebb.source.SchemaConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of one command and all that it works with, each part made when it is first asked for.
 * Confined to one thread.
 */
public final class Invocation {
  /** Counts up when the JSON of any command changes so that its readers have to change. */
  public static final int JSON_FORMAT = 1;

  // In CI and under sudo the user of the machine tells nothing.
  private static final List<String> WHO =
      List.of("EBB_AUDIT_WHO", "SUDO_USER", "GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BUILD_USER_ID");

  private final Arguments arguments;
  private final Surroundings surroundings;
  private final CommandIndex commands;
  private final Interruption interruption;
  private @Nullable FolderTree tree;
  private @Nullable Project project;
  private @Nullable Workspace workspace;
  private @Nullable Connections connections;
  private @Nullable ReleaseSource releases;
  private @Nullable EventSink observer;

  /** A call with these arguments. */
  public Invocation(
      Arguments arguments,
      Surroundings surroundings,
      CommandIndex commands,
      Interruption interruption) {
    this.arguments = arguments;
    this.surroundings = surroundings;
    this.commands = commands;
    this.interruption = interruption;
  }

  /** What followed the command's name. */
  public Arguments arguments() {
    return arguments;
  }

  /** Where and by what it was called. */
  public Surroundings surroundings() {
    return surroundings;
  }

  /** Shows where a fault came from, if that was asked for. */
  public void trace(Fault fault) {
    if (verbose()) {
      StringWriter trace = new StringWriter();
      fault.printStackTrace(new PrintWriter(trace));
      terminal().warn(trace.toString().stripTrailing());
    }
  }

  /** Where output goes. */
  public Terminal terminal() {
    return surroundings.terminal();
  }

  /** All commands, for help and completion. */
  public CommandIndex commands() {
    return commands;
  }

  /** Whether the result is to be JSON. */
  public boolean json() {
    return format(arguments) == Format.JSON;
  }

  /** The form of the result that arguments ask for. */
  public static Format format(Arguments arguments) {
    String form = arguments.value(CommonOptions.FORMAT).orElse("text");
    return switch (form) {
      case "text" -> Format.TEXT;
      case "json" -> Format.JSON;
      default ->
          throw Fault.of(
              FaultCode.USAGE,
              "unrecognized format \"" + form + "\" (must be text or json)",
              "write --format=text or --format=json");
    };
  }

  /** Whether more is to be said. */
  public boolean verbose() {
    return arguments.isSet(CommonOptions.VERBOSE);
  }

  /** A line of the result. */
  public void out(String line) {
    terminal().result(line + "\n");
  }

  /**
   * The result as JSON: the members that every document has, then those of the command.
   *
   * @return the status, for the command to return
   */
  public ExitStatus emit(ExitStatus status, Consumer<Json> members) {
    return emit(status, List.of(), members);
  }

  /** The result as JSON, with what is wrong. */
  public ExitStatus emit(ExitStatus status, List<Problem> problems, Consumer<Json> members) {
    terminal().result(document(arguments.syntax().name(), status, problems, members));
    return status;
  }

  /** A whole document. */
  public static String document(
      String command, ExitStatus status, List<Problem> problems, Consumer<Json> members) {
    return Json.document(json -> {
      json.field("format", JSON_FORMAT)
          .field("command", command)
          .field("exitStatus", status.code())
          .objects("problems", problems, Invocation::problem);
      members.accept(json);
    });
  }

  private static void problem(Json json, Problem problem) {
    json.field("code", problem.code().name().toLowerCase(Locale.ROOT));
    if (problem.place() != null) {
      json.field("file", problem.place().file())
          .field("line", problem.place().line())
          .field("column", problem.place().column());
    }
    json.field("what", problem.what()).field("remedy", problem.remedy());
  }

  /** The folder of the project, absolute. */
  public Path folder() {
    String given = arguments.value(CommonOptions.PROJECT).orElse("");
    try {
      return surroundings.folder().resolve(given).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw Fault.of(
          FaultCode.USAGE,
          "--project=" + given + " is not a path: " + e.getReason(),
          "name the folder that holds your migrations/",
          e);
    }
  }

  /** The files of the project. */
  public FolderTree tree() {
    if (tree == null) {
      tree = FolderTree.at(folder());
    }
    return tree;
  }

  /** What the project consists of. */
  public Project project() {
    if (project == null) {
      project = inBundle() ? releases().bundled().project() : Project.read(tree());
    }
    return project;
  }

  /**
   * The definitions of all schemas, read once.
   *
   * @throws Fault with everything that is wrong with them
   */
  public Workspace workspace() {
    if (workspace == null) {
      if (project().schemas().isEmpty()) {
        throw NoSchemas.in(folder(), project());
      }
      workspace =
          inBundle() ? releases().newest() : Workspace.read(project(), tree(), recollection());
    }
    return workspace;
  }

  /** Has the call work on the schemas of releases, whatever the project's folder has now. */
  public void workOn(Project released) {
    if (!inBundle()) {
      Project now = project();
      project = now.with(released.schemas());
    }
  }

  /** Whether the definitions come from a bundle, not from the project's folder. */
  public boolean inBundle() {
    return arguments.has(CommonOptions.BUNDLE);
  }

  /** Where the releases of the application are: a bundle, folders or tags. */
  public ReleaseSource releases() {
    if (releases == null) {
      releases = new ReleaseSource(this);
    }
    return releases;
  }

  // Only the launcher knows which build this is; without one, another's memory could be taken for
  // its own.
  private Recollection recollection() {
    String build = System.getProperty("ebb.build", "");
    Map<String, String> environment = surroundings.environment();
    String home = environment.getOrDefault("HOME", "");
    String cache =
        environment.getOrDefault("XDG_CACHE_HOME", home.isEmpty() ? "" : home + "/.cache");
    return build.isEmpty() || !cache.startsWith("/")
        ? Recollection.none()
        : Recollection.of(Path.of(cache, "ebb"), tree().root(), build);
  }

  /** How to reach the databases: {@code --embedded}, or the environment. */
  public Connections connections() {
    if (connections == null) {
      connections =
          arguments.isSet(CommonOptions.EMBEDDED)
              ? new EmbeddedConnections(folder().resolve(".ebb"))
              : new EnvironmentConnections(surroundings.environment(), project(), terminal()::say);
    }
    return connections;
  }

  /** Whether anything says where the database of a schema is; contacts nothing. */
  public boolean knowsWhereIs(SchemaConfig schema) {
    return !(connections() instanceof EnvironmentConnections known) || known.knows(schema);
  }

  /** Ebb for looking only, or with options that do not matter. */
  public Ebb ebb(EventSink events) {
    return ebb(RunFlags.options(this), events);
  }

  /** Ebb on the project. */
  public Ebb ebb(RunOptions options, EventSink events) {
    return audited(new Ebb(workspace(), connections(), options, heard(events)));
  }

  /** Has what happens in this call told to somebody else, too. */
  public Invocation observedBy(@Nullable EventSink somebody) {
    observer = somebody;
    return this;
  }

  /** Who else is told what happens; null for nobody. */
  public @Nullable EventSink observer() {
    return observer;
  }

  /** A listener that has everything told to whoever observes this call, too. */
  public EventSink heard(EventSink events) {
    EventSink other = observer;
    return other == null
        ? events
        : event -> {
          other.accept(event);
          events.accept(event);
        };
  }

  /** Has what it changes entered into the audit of its databases, on behalf of this call. */
  public Ebb audited(Ebb ebb) {
    ebb.audit(occasion());
    return ebb;
  }

  /** Enters what this call does to the database of a schema otherwise than through {@link Ebb}. */
  public Clerk clerk(SchemaConfig schema) {
    return new Clerk(
        occasion(),
        schema.name().value(),
        connections().connector(schema),
        Handover::settle,
        text -> terminal().warn("note: " + text));
  }

  private Occasion occasion() {
    Map<String, String> variables = surroundings.environment();
    String person = "";
    for (String name : WHO) {
      person = person.isEmpty() ? variables.getOrDefault(name, "") : person;
    }
    String runBy = RunFlags.runBy(this);
    return new Occasion(
        arguments.syntax().name(),
        environment().word(),
        person.isEmpty() ? runBy : person + " as " + runBy,
        surroundings.version(),
        auditLog(),
        Map.of());
  }

  /** The file to which the audit is added; empty for none. */
  public String auditLog() {
    String given =
        arguments
            .value(RunFlags.AUDIT_LOG)
            .orElseGet(() -> surroundings.environment().getOrDefault("EBB_AUDIT_LOG", ""));
    return given.isEmpty() ? "" : folder().resolve(given).toString();
  }

  /** How the process gets interrupted. */
  public Interruption interruption() {
    return interruption;
  }

  /** How strict to be: as somebody said, else as in production. */
  public Environment environment() {
    return saidEnvironment().orElse(Environment.PRODUCTION);
  }

  /** What the option, {@code EBB_ENVIRONMENT} or {@code ebb.yaml} say about where this is. */
  public Optional<Environment> saidEnvironment() {
    String given =
        arguments
            .value(CommonOptions.ENVIRONMENT)
            .orElseGet(() -> surroundings.environment().getOrDefault("EBB_ENVIRONMENT", ""));
    if (given.isEmpty()) {
      return project().environment();
    }
    for (Environment environment : Environment.values()) {
      if (environment.word().equals(given)) {
        return Optional.of(environment);
      }
    }
    List<String> words = List.of("development", "staging", "production");
    throw Fault.of(
        FaultCode.USAGE,
        "unknown environment \"" + given + "\"",
        Nearest.to(given, words).map(n -> "did you mean " + n + "? ").orElse("")
            + "there are development, staging and production");
  }

  /** Shows problems with the lines of the project's files. */
  public ProblemText problems() {
    return problems(terminal(), folder());
  }

  /** Shows problems with the lines of files below a folder. */
  public static ProblemText problems(Terminal terminal, Path folder) {
    return new ProblemText(terminal, file -> content(folder, file));
  }

  private static @Nullable String content(Path folder, String file) {
    try {
      Path path = folder.resolve(file);
      return Files.isRegularFile(path) ? Files.readString(path) : null;
    } catch (IOException | InvalidPathException _) {
      return null;
    }
  }
}
