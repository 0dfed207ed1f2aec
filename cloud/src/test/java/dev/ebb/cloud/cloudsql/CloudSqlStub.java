package dev.ebb.cloud.cloudsql;

import com.google.api.client.json.GenericJson;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.sqladmin.model.BackupRunsListResponse;
import com.google.api.services.sqladmin.model.DatabaseInstance;
import com.google.api.services.sqladmin.model.InstancesCloneRequest;
import com.google.api.services.sqladmin.model.InstancesListResponse;
import com.google.api.services.sqladmin.model.InstancesRestoreBackupRequest;
import com.google.api.services.sqladmin.model.Operation;
import com.google.api.services.sqladmin.model.OperationsListResponse;
import com.google.api.services.sqladmin.model.SqlInstancesGetLatestRecoveryTimeResponse;
import dev.ebb.cloud.FakeTime;
import dev.ebb.cloud.StubServer;
import dev.ebb.cloud.StubServer.Reply;
import dev.ebb.cloud.StubServer.Request;
import dev.ebb.cloud.wire.Tree;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Cloud SQL does, as far as it is used. Every document, in and out, has to be one that
 * Google's own classes know all members of.
 */
final class CloudSqlStub implements AutoCloseable {
  static final String TOKEN = "ya29.a0AbVbY6PabcdefghijklmnopqrstuvwxyZ";
  private static final String PREFIX = "/v1/projects/shop";

  final StubServer server = new StubServer(this::handle);
  final Map<String, String> instances = new LinkedHashMap<>();
  final List<Map<String, Object>> operations = new ArrayList<>();
  final Map<Long, Instant> backups = new LinkedHashMap<>();
  final List<String> unknown = new ArrayList<>();
  private final FakeTime time;
  private final String address;

  /** How often an operation is looked at until it is done. */
  int looks = 2;

  boolean endless;
  @Nullable String failure;
  boolean logged = true;

  CloudSqlStub(FakeTime time, String address) {
    this.time = time;
    this.address = address;
    instances.put("prod", "RUNNABLE");
    backups.put(1_234_567_890L, time.instant().minusSeconds(1800));
  }

  private Reply handle(Request request) throws IOException {
    if (request.path().equals("/token")) {
      Map<String, String> form = Request.values(request.body());
      return form.getOrDefault("assertion", "").split("\\.").length == 3
          ? json(200, Map.of("access_token", TOKEN, "expires_in", 3600, "token_type", "Bearer"))
          : json(
              400,
              Map.of(
                  "error",
                  "invalid_grant",
                  "error_description",
                  "Token has been expired or revoked."));
    }
    if (!request.headers().getOrDefault("Authorization", "").equals("Bearer " + TOKEN)) {
      return refusal(401, "Request had invalid authentication credentials.");
    }
    if (!request.path().startsWith(PREFIX)) {
      return refusal(403, "The client is not authorized to make this request.");
    }
    List<String> path = List.of(request.path().substring(PREFIX.length() + 1).split("/"));
    String what =
        request.method()
            + " "
            + path.getFirst()
            + (path.size() > 2 ? " " + path.get(2) : path.size() > 1 ? " one" : "");
    String name = path.size() > 1 ? path.get(1) : "";
    if (path.size() > 1 && !instances.containsKey(name)) {
      return refusal(404, "The Cloud SQL instance does not exist.");
    }
    return switch (what) {
      case "GET operations" -> operations(Request.values(request.query()));
      case "GET instances" ->
          checked(
              InstancesListResponse.class,
              Map.of("items", instances.keySet().stream().map(this::instance).toList()));
      case "GET instances one" -> checked(DatabaseInstance.class, instance(name));
      case "GET instances getLatestRecoveryTime" -> recovery();
      case "GET instances backupRuns" -> backups(name);
      case "POST instances clone" -> copy(request.body());
      case "POST instances restoreBackup" -> restore(name, request.body());
      case "DELETE instances one" -> {
        instances.remove(name);
        yield operation("DELETE", name);
      }
      default -> refusal(400, what);
    };
  }

  private Map<String, Object> instance(String name) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", name);
    shown.put("state", instances.getOrDefault(name, ""));
    shown.put("project", "shop");
    shown.put("databaseVersion", "POSTGRES_15");
    shown.put("connectionName", "shop:europe-west1:" + name);
    shown.put("createTime", time.instant().toString());
    shown.put("ipAddresses", List.of(Map.of("type", "PRIMARY", "ipAddress", address)));
    shown.put(
        "settings",
        Map.of(
            "dataDiskSizeGb",
            "100",
            "backupConfiguration",
            Map.of("pointInTimeRecoveryEnabled", logged)));
    return shown;
  }

  private Reply recovery() throws IOException {
    if (!logged) {
      return refusal(400, "Point-in-time recovery is not enabled.");
    }
    return checked(
        SqlInstancesGetLatestRecoveryTimeResponse.class,
        Map.of(
            "earliestRecoveryTime", time.instant().minusSeconds(7 * 86400L).toString(),
            "latestRecoveryTime", time.instant().minusSeconds(300).toString()));
  }

  private Reply backups(String name) throws IOException {
    List<Object> items = new ArrayList<>();
    backups.forEach((id, end) ->
        items.add(
            Map.of(
                "id",
                Long.toString(id),
                "instance",
                name,
                "status",
                "SUCCESSFUL",
                "type",
                "AUTOMATED",
                "startTime",
                end.minusSeconds(60).toString(),
                "endTime",
                end.toString())));
    return checked(BackupRunsListResponse.class, Map.of("items", items));
  }

  private Reply copy(String body) throws IOException {
    check(InstancesCloneRequest.class, body);
    Tree context = Tree.parse(body).orElseThrow().at("cloneContext");
    String target = context.text("destinationInstanceName").orElseThrow();
    if (instances.containsKey(target)) {
      return refusal(409, "The Cloud SQL instance already exists.");
    }
    instances.put(target, "PENDING_CREATE");
    return operation("CLONE", target);
  }

  private Reply restore(String target, String body) throws IOException {
    check(InstancesRestoreBackupRequest.class, body);
    Tree context = Tree.parse(body).orElseThrow().at("restoreBackupContext");
    if (!backups.containsKey(context.number("backupRunId").orElse(0L))) {
      return refusal(404, "The backup does not exist.");
    }
    return operation("RESTORE_VOLUME", target);
  }

  private Reply operation(String type, String target) throws IOException {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("name", "op-" + operations.size());
    operation.put("operationType", type);
    operation.put("targetId", target);
    operation.put("status", "PENDING");
    operation.put("insertTime", time.instant().toString());
    operations.addFirst(operation);
    return checked(Operation.class, operation);
  }

  private Reply operations(Map<String, String> query) throws IOException {
    String target = query.getOrDefault("instance", "");
    List<Object> items = new ArrayList<>();
    for (Map<String, Object> operation : operations) {
      if (Objects.equals(operation.get("targetId"), target)) {
        items.add(new LinkedHashMap<>(operation));
        goOn(operation, target);
      }
    }
    return checked(OperationsListResponse.class, Map.of("items", items));
  }

  private void goOn(Map<String, Object> operation, String target) {
    if ("PENDING".equals(operation.get("status"))) {
      operation.put("status", "RUNNING");
    } else if ("RUNNING".equals(operation.get("status")) && !endless && --looks <= 0) {
      operation.put("status", "DONE");
      String why = failure;
      if (why != null) {
        operation.put(
            "error", Map.of("errors", List.of(Map.of("code", "INTERNAL_ERROR", "message", why))));
      }
      instances.put(target, why == null ? "RUNNABLE" : "FAILED");
    }
  }

  private Reply checked(Class<? extends GenericJson> type, Map<String, Object> body)
      throws IOException {
    Reply reply = json(200, body);
    check(type, reply.body());
    return reply;
  }

  private void check(Class<? extends GenericJson> type, String body) throws IOException {
    inspect(GsonFactory.getDefaultInstance().fromString(body, type), type.getSimpleName());
  }

  private void inspect(@Nullable Object value, String where) {
    if (value instanceof GenericJson json) {
      json.getUnknownKeys().keySet().forEach(key -> unknown.add(where + "." + key));
      json.forEach((key, member) -> inspect(member, where + "." + key));
    } else if (value instanceof List<?> items) {
      items.forEach(item -> inspect(item, where));
    }
  }

  private static Reply json(int status, Map<String, Object> body) {
    return Reply.json(status, Tree.of(body).json());
  }

  static Reply refusal(int status, String message) {
    return json(status, Map.of("error", Map.of("code", status, "message", message, "status", "X")));
  }

  @Override
  public void close() {
    server.close();
  }
}
