package dev.ebb.cloud.cloudsql;

import dev.ebb.cloud.wire.Answer;
import dev.ebb.cloud.wire.Call;
import dev.ebb.cloud.wire.Tree;
import dev.ebb.cloud.wire.Wire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls of Cloud SQL's interface that are used, each once. Confined to one thread. */
final class SqlAdmin {
  private static final int MOST_PAGES = 100;

  private final Wire wire;
  private final String project;

  SqlAdmin(Wire wire, String project) {
    this.wire = wire;
    this.project = project;
  }

  String project() {
    return project;
  }

  private String path(String rest) {
    return "/v1/projects/" + Call.encoded(project) + rest;
  }

  /** An instance as it is described. */
  Optional<Tree> instance(String name) {
    Answer answer =
        wire.send(Call.get(path("/instances/" + Call.encoded(name)), "describe instance " + name));
    return answer.isMissing() ? Optional.empty() : Optional.of(answer.body());
  }

  /** The names of all. */
  List<Tree> instances() {
    return pages("/instances", new LinkedHashMap<>(), "list the instances");
  }

  /** What is and was done to an instance, the newest first. */
  List<Tree> operations(String instance) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("instance", instance);
    query.put("maxResults", "20");
    Answer answer =
        wire.send(
            Call.get(
                path("/operations") + Call.query(query), "list the operations on " + instance));
    return answer.body().list("items");
  }

  /** Its own backups, the newest first. */
  List<Tree> backups(String instance) {
    return pages(
        "/instances/" + Call.encoded(instance) + "/backupRuns",
        new LinkedHashMap<>(),
        "list the backups of " + instance);
  }

  private List<Tree> pages(String rest, Map<String, String> query, String what) {
    List<Tree> all = new ArrayList<>();
    String before = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      Tree body = wire.send(Call.get(path(rest) + Call.query(query), what)).body();
      all.addAll(body.list("items"));
      String next = body.text("nextPageToken").orElse("");
      if (next.isEmpty() || next.equals(before)) {
        break;
      }
      query.put("pageToken", next);
      before = next;
    }
    return all;
  }

  /** From when to when moments can be had: {@code earliestRecoveryTime, latestRecoveryTime}. */
  Tree recovery(String instance) {
    return wire.send(
            Call.get(
                path("/instances/" + Call.encoded(instance) + "/getLatestRecoveryTime"),
                "tell how far back instance " + instance + " can go"))
        .body();
  }

  /** Orders a new instance with the state of a moment; fine if it is there. */
  Answer cloneTo(String instance, String target, Instant at) {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("destinationInstanceName", target);
    context.put("pointInTime", at.toString());
    return wire.make(
        Call.post(
            path("/instances/" + Call.encoded(instance) + "/clone"),
            Tree.of(Map.of("cloneContext", context)),
            "clone instance " + instance + " to " + target));
  }

  /** Orders a backup to be restored over an instance. */
  Answer restoreOver(String target, String source, String backup) {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("backupRunId", backup);
    context.put("instanceId", source);
    context.put("project", project);
    return wire.send(
        Call.post(
            path("/instances/" + Call.encoded(target) + "/restoreBackup"),
            Tree.of(Map.of("restoreBackupContext", context)),
            "restore backup " + backup + " over instance " + target));
  }

  /** Deletes an instance. */
  void delete(String name) {
    wire.send(
        new Call(
            "DELETE", path("/instances/" + Call.encoded(name)), null, "delete instance " + name));
  }
}
