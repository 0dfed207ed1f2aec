package dev.ebb.cloud.neon;

import dev.ebb.cloud.service.Standing;
import dev.ebb.cloud.wire.Answer;
import dev.ebb.cloud.wire.Call;
import dev.ebb.cloud.wire.Tree;
import dev.ebb.cloud.wire.Wire;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The calls of Neon's interface that are used, each once. Confined to one thread. */
final class NeonApi {
  private static final String PAGE = "100";
  private static final int MOST_PAGES = 1000;

  /** What can still change; {@code failed} is tried again by Neon itself. */
  private static final Set<String> UNDER_WAY =
      Set.of("scheduling", "running", "failed", "cancelling");

  private final Wire wire;
  private final String project;

  NeonApi(Wire wire, String project) {
    this.wire = wire;
    this.project = project;
  }

  private String path(String rest) {
    return "/projects/" + Call.encoded(project) + rest;
  }

  private Fault noProject() {
    return Fault.of(
        FaultCode.UNKNOWN_NAME,
        "Neon has no project \"" + project + "\" that this API key may see",
        "its id is on the page of the project's settings and looks like quiet-sun-12345678: write it"
            + " into the setting 'project'; nothing was changed");
  }

  private Tree there(Answer answer) {
    if (answer.isMissing()) {
      throw noProject();
    }
    return answer.body();
  }

  /** How far back its history reaches. */
  Duration retention() {
    Tree body = there(wire.send(Call.get(path(""), "read project " + project)));
    return Duration.ofSeconds(
        body.number("project", "history_retention_seconds")
            .orElseThrow(() -> strange("the project", "history_retention_seconds")));
  }

  private static Fault strange(String what, String member) {
    return Fault.of(
        FaultCode.SERVER,
        "Neon's answer about " + what + " has no " + member,
        "its interface may have changed: look for a newer Ebb; nothing was changed");
  }

  /** All branches. */
  List<NeonBranch> branches() {
    Map<String, NeonBranch> all = new LinkedHashMap<>();
    Set<String> cursors = new HashSet<>();
    Map<String, String> query = new LinkedHashMap<>(Map.of("limit", PAGE));
    for (int page = 0; page < MOST_PAGES; page++) {
      Tree body =
          there(wire.send(Call.get(path("/branches") + Call.query(query), "list the branches")));
      if (!body.hasList("branches")) {
        throw strange("the branches", "list");
      }
      List<Tree> found = body.list("branches");
      found.stream().map(NeonBranch::of).forEach(branch -> all.put(branch.id(), branch));
      Optional<String> next = body.text("pagination", "next");
      // A cursor that was there before would go round in circles.
      if (found.isEmpty() || next.isEmpty() || !cursors.add(next.get())) {
        break;
      }
      query.put("cursor", next.get());
    }
    return List.copyOf(all.values());
  }

  /** The branch of that name or id. */
  Optional<NeonBranch> find(String nameOrId) {
    return branches().stream().filter(branch -> branch.is(nameOrId)).findFirst();
  }

  /** The same; it has to be there. */
  NeonBranch branch(String nameOrId) {
    List<NeonBranch> all = branches();
    return all.stream()
        .filter(branch -> branch.is(nameOrId))
        .findFirst()
        .orElseThrow(() -> {
          List<String> names = all.stream().map(NeonBranch::name).toList();
          return Fault.of(
              FaultCode.UNKNOWN_NAME,
              "Neon project " + project + " has no branch \"" + nameOrId + "\"",
              Nearest.to(nameOrId, names).map(near -> "did you mean " + near + "? ").orElse("")
                  + "there are: "
                  + String.join(", ", names)
                  + ". Nothing was changed");
        });
  }

  /** The branch that is the project's main one. */
  NeonBranch mainBranch() {
    return branches().stream()
        .filter(NeonBranch::main)
        .findFirst()
        .orElseThrow(() -> strange("the branches", "default one"));
  }

  /**
   * Orders a branch, with a compute to connect to.
   *
   * @param source from where: {@code parent_timestamp} or {@code parent_lsn} and its value, or
   *     empty for now
   */
  void create(
      String name, NeonBranch parent, Map<String, String> source, Map<String, Object> traits) {
    Map<String, Object> branch = new LinkedHashMap<>();
    branch.put("parent_id", parent.id());
    branch.put("name", name);
    branch.putAll(source);
    branch.putAll(traits);
    there(
        wire.send(
            Call.post(
                path("/branches"),
                Tree.of(
                    Map.of("branch", branch, "endpoints", List.of(Map.of("type", "read_write")))),
                "create branch " + name)));
  }

  /** Has a branch become what another is, and what it was a branch of that name. */
  void restore(NeonBranch branch, NeonBranch source, String keptAs) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("source_branch_id", source.id());
    body.put("preserve_under_name", keptAs);
    changed(
        wire.send(
            Call.post(
                path("/branches/" + branch.id() + "/restore"),
                Tree.of(body),
                "restore branch " + branch.name() + " from " + source.name())),
        branch);
  }

  private static void changed(Answer answer, NeonBranch branch) {
    if (answer.isMissing()) {
      throw Fault.of(
          FaultCode.SERVER,
          "branch " + branch.name() + " went away meanwhile",
          "'ebb branch list --provider=neon' shows what there is; nothing was changed by this");
    }
  }

  /** Makes it the main one. */
  void makeDefault(NeonBranch branch) {
    changed(
        wire.send(
            Call.post(
                path("/branches/" + branch.id() + "/set_as_default"),
                null,
                "make branch " + branch.name() + " the default")),
        branch);
  }

  /** Sets traits: {@code protected}, {@code expires_at}. */
  void change(NeonBranch branch, Map<String, Object> traits) {
    changed(
        wire.send(
            new Call(
                "PATCH",
                path("/branches/" + branch.id()),
                Tree.of(Map.of("branch", traits)),
                "change branch " + branch.name())),
        branch);
  }

  /** Deletes it; fine if it is gone. */
  void delete(NeonBranch branch) {
    wire.send(
        new Call(
            "DELETE", path("/branches/" + branch.id()), null, "delete branch " + branch.name()));
  }

  /** A whole connection string, with the password. */
  Optional<String> connection(NeonBranch branch, String database, String role) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("branch_id", branch.id());
    query.put("database_name", database);
    query.put("role_name", role);
    query.put("pooled", "false");
    Answer answer =
        wire.send(
            Call.get(
                path("/connection_uri") + Call.query(query),
                "tell how to connect to branch " + branch.name()));
    return answer.isMissing() ? Optional.empty() : answer.body().text("uri");
  }

  /** How far what is being done to a branch is. */
  Standing standing(NeonBranch branch) {
    Tree body =
        there(
            wire.send(
                Call.get(
                    path("/operations") + Call.query(Map.of("limit", PAGE)),
                    "list the operations")));
    List<Tree> its = new ArrayList<>();
    for (Tree operation : body.list("operations")) {
      if (operation.text("branch_id").equals(Optional.of(branch.id()))) {
        its.add(operation);
      }
    }
    for (Tree operation : its) {
      if (operation.text("status").filter(UNDER_WAY::contains).isPresent()) {
        return new Standing.Coming(words(operation), null);
      }
    }
    // Older ones do not matter: what failed for good and was done again later, was done.
    if (!its.isEmpty() && its.getFirst().text("status").equals(Optional.of("error"))) {
      return new Standing.Broken(words(its.getFirst()));
    }
    return branch.ready()
        ? new Standing.Ready()
        : new Standing.Coming("branch is " + branch.state(), null);
  }

  private static String words(Tree operation) {
    String what =
        operation.text("action").orElse("operation").replace('_', ' ')
            + " is "
            + operation.text("status").orElse("?");
    long failures = operation.number("failures_count").orElse(0L);
    Instant again = operation.time("retry_at").orElse(null);
    return what
        + (failures == 0 ? "" : ", failed " + failures + (failures == 1 ? " time" : " times"))
        + operation.text("error").filter(e -> !e.isEmpty()).map(e -> " (" + e + ")").orElse("")
        + (again == null ? "" : ", Neon tries again at " + again);
  }

  /** The project. */
  String project() {
    return project;
  }
}
