package dev.ebb.cloud.neon;

import dev.ebb.cloud.FakeTime;
import dev.ebb.cloud.StubServer;
import dev.ebb.cloud.StubServer.Reply;
import dev.ebb.cloud.StubServer.Request;
import dev.ebb.cloud.wire.Tree;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What Neon's interface does, as far as it is used, on databases of a real server: a branch is one
 * of them. Its past is what somebody had it remember.
 */
public final class NeonStub implements AutoCloseable {
  public static final String KEY = "napi_abcdefghijklmnopqrstuvwxyz0123456789";
  public static final String PROJECT = "quiet-sun-12345678";
  private static final Set<String> BRANCH_KEYS =
      Set.of("parent_id", "name", "parent_lsn", "parent_timestamp", "protected", "expires_at");

  final StubServer server = new StubServer(this::handle);
  final Map<String, Branch> branches = new LinkedHashMap<>();
  private final TestDatabase database;
  private final FakeTime time;

  /** Whether branches have data of their own. */
  private final boolean data;

  private final List<Operation> operations = new ArrayList<>();
  private final TreeMap<Instant, String> past = new TreeMap<>();
  private final List<String> made = new ArrayList<>();

  /** What the operations of the next call go through, one with each look; the last stays. */
  private List<String> course = List.of("running", "finished");

  long retention = 86_400;
  boolean endless;

  /** A branch and the database that has its data. */
  static final class Branch {
    String id = "br-" + UUID.randomUUID();
    String name = "";
    @Nullable String parent;
    @Nullable String at;
    String database = "";
    boolean main;
    boolean guarded;
    @Nullable String expires;
    @Nullable String restricted;
    Instant created = Instant.now();
  }

  private static final class Operation {
    final String id = UUID.randomUUID().toString();
    final String branch;
    final String action;
    final List<String> course;
    int looks;

    Operation(String branch, String action, List<String> course) {
      this.branch = branch;
      this.action = action;
      this.course = course;
    }

    String status() {
      return course.get(Math.min(looks, course.size() - 1));
    }

    boolean underWay() {
      return !Set.of("finished", "skipped", "cancelled", "error").contains(status());
    }
  }

  /**
   * A project whose main branch is that database.
   *
   * @param data whether branches have data of their own
   */
  public NeonStub(TestDatabase database, FakeTime time, boolean data) {
    this.data = data;
    this.database = database;
    this.time = time;
    Branch main = new Branch();
    main.name = "main";
    main.main = true;
    main.database = database.name();
    main.created = time.instant().minusSeconds(1_000_000);
    branches.put(main.id, main);
  }

  /** The settings by which a call finds it. */
  public String settings() {
    return "project=" + PROJECT + ",api=" + server.uri("/api/v2");
  }

  Branch main() {
    return branches.values().stream().filter(b -> b.main).findFirst().orElseThrow();
  }

  Branch named(String name) {
    return branches.values().stream().filter(b -> b.name.equals(name)).findFirst().orElseThrow();
  }

  public boolean has(String name) {
    return branches.values().stream().anyMatch(b -> b.name.equals(name));
  }

  public void course(String... statuses) {
    course = List.of(statuses);
  }

  /** Runs something in a branch. */
  public void inside(String branch, String sql) {
    // not closed: that would drop it
    TestDatabase other = TestPostgres.shared().database(named(branch).database);
    other.execute(sql);
    other.leave();
  }

  /** From now back to the last time, the main branch was as it is now. */
  public void remember() {
    past.put(time.instant(), copy(main().database));
  }

  private String copy(String template) {
    String name = database.name() + "_" + (made.size() + 1);
    if (!data) {
      return template;
    }
    made.add(name);
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      end(all, template);
      all.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
    }
    return name;
  }

  private static void end(TestDatabase all, String name) {
    all.query(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '"
            + name
            + "'");
  }

  private Reply handle(Request request) {
    String key = request.headers().getOrDefault("Authorization", "");
    if (!key.equals("Bearer " + KEY)) {
      return refusal(401, "authorization failed for " + key);
    }
    String prefix = "/api/v2/projects/" + PROJECT;
    if (!request.path().startsWith(prefix)) {
      return refusal(404, "project not found");
    }
    List<String> path = List.of(request.path().substring(prefix.length()).split("/", -1));
    String what = request.method() + " " + (path.size() > 1 ? path.get(1) : "");
    return switch (what) {
      case "GET " -> Reply.json(200, Tree.of(Map.of("project", project())).json());
      case "GET operations" -> operations();
      case "GET connection_uri" -> connection(Request.values(request.query()));
      case "GET branches" -> list(Request.values(request.query()));
      default -> changing(request, path);
    };
  }

  private Reply changing(Request request, List<String> path) {
    Tree body = request.body().isEmpty() ? Tree.EMPTY : Tree.parse(request.body()).orElseThrow();
    if (path.size() == 2) {
      return create(body);
    }
    Branch branch = branches.get(path.get(2));
    if (branch == null) {
      return refusal(404, "branch not found");
    }
    if (operations.stream().anyMatch(o -> o.branch.equals(branch.id) && o.underWay())) {
      return refusal(423, "project already has running conflicting operations");
    }
    String verb = request.method() + (path.size() > 3 ? " " + path.get(3) : "");
    return switch (verb) {
      case "POST restore" -> restore(branch, body);
      case "POST set_as_default" -> {
        branches.values().forEach(b -> b.main = b == branch);
        yield done(200, branch, "apply_config");
      }
      case "PATCH" -> {
        branch.guarded = body.isTrue("branch", "protected");
        yield done(200, branch, "timeline_update_protected_config");
      }
      case "DELETE" -> {
        branches.remove(branch.id);
        yield done(200, branch, "delete_timeline");
      }
      default -> refusal(405, verb);
    };
  }

  private Reply create(Tree body) {
    Tree wanted = body.at("branch");
    String name = wanted.text("name").orElse("");
    if (has(name)) {
      return refusal(409, "branch already exists");
    }
    if (!BRANCH_KEYS.containsAll(keys(wanted)) || body.list("endpoints").isEmpty()) {
      return refusal(400, "unexpected request");
    }
    Branch parent = branches.get(wanted.text("parent_id").orElse(""));
    if (parent == null) {
      return refusal(404, "parent not found");
    }
    Branch branch = new Branch();
    branch.name = name;
    branch.parent = parent.id;
    branch.at = wanted.text("parent_timestamp").orElse(null);
    branch.guarded = wanted.isTrue("protected");
    branch.expires = wanted.text("expires_at").orElse(null);
    branch.created = time.instant();
    branch.database = copy(state(parent, wanted));
    branches.put(branch.id, branch);
    return done(201, branch, "create_branch");
  }

  private static Set<String> keys(Tree tree) {
    String listed = tree.toString();
    return Set.of(listed.substring(1, listed.length() - 1).split(", "));
  }

  private String state(Branch parent, Tree wanted) {
    Instant at = wanted.time("parent_timestamp").orElse(null);
    Map.Entry<Instant, String> then = at == null ? null : past.ceilingEntry(at);
    return then == null ? parent.database : then.getValue();
  }

  private Reply restore(Branch branch, Tree body) {
    Branch source = branches.get(body.text("source_branch_id").orElse(""));
    String keptAs = body.text("preserve_under_name").orElse("");
    if (source == null) {
      return refusal(404, "source branch not found");
    }
    boolean children = branches.values().stream().anyMatch(b -> branch.id.equals(b.parent));
    if (keptAs.isEmpty() && (children || source == branch)) {
      return refusal(400, "preserve_under_name is required");
    }
    Branch kept = new Branch();
    kept.name = keptAs;
    kept.created = branch.created;
    kept.parent = branch.parent;
    kept.database = copy(branch.database);
    String fresh = copy(source.database);
    if (data) {
      replace(branch.database, fresh);
    }
    branches.values().stream()
        .filter(b -> branch.id.equals(b.parent))
        .forEach(b -> b.parent = kept.id);
    branches.put(kept.id, kept);
    return done(200, branch, "create_branch");
  }

  private static void replace(String old, String fresh) {
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      end(all, old);
      all.execute("DROP DATABASE " + old + " WITH (FORCE)");
      all.execute("ALTER DATABASE " + fresh + " RENAME TO " + old);
    }
  }

  private Reply done(int status, Branch branch, String action) {
    Operation operation = new Operation(branch.id, action, course);
    course = List.of("running", "finished");
    operations.addFirst(operation);
    Map<String, Object> body = new HashMap<>();
    body.put("branch", shown(branch));
    body.put("operations", List.of(shown(operation)));
    if (status == 201) {
      body.put("endpoints", List.of());
      body.put("roles", List.of());
      body.put("databases", List.of());
    }
    return Reply.json(status, Tree.of(body).json());
  }

  private Reply operations() {
    List<Object> shown = new ArrayList<>();
    for (Operation operation : operations) {
      shown.add(shown(operation));
      operation.looks++;
    }
    return Reply.json(
        200,
        Tree.of(Map.of("operations", shown, "pagination", Map.of("cursor", "2026-11-22T00:00:00Z")))
            .json());
  }

  private Map<String, Object> shown(Operation operation) {
    Map<String, Object> shown = new HashMap<>();
    boolean failed = operation.status().equals("failed");
    shown.put("id", operation.id);
    shown.put("project_id", PROJECT);
    shown.put("branch_id", operation.branch);
    shown.put("action", operation.action);
    shown.put("status", operation.status());
    shown.put("failures_count", failed ? 1 : 0);
    shown.put("created_at", time.instant().toString());
    shown.put("updated_at", time.instant().toString());
    shown.put("total_duration_ms", 100);
    if (failed) {
      shown.put("retry_at", time.instant().plusSeconds(5).toString());
      shown.put("error", "no compute is free");
    }
    return shown;
  }

  private Reply list(Map<String, String> query) {
    List<Branch> all = List.copyOf(branches.values());
    int from =
        query.containsKey("cursor") ? Integer.parseInt(query.getOrDefault("cursor", "0")) : 0;
    int to = Math.min(all.size(), from + 2);
    Map<String, Object> page = new HashMap<>();
    if (to < all.size() || endless) {
      page.put("next", Integer.toString(to));
    }
    Map<String, Object> body =
        Map.of(
            "branches", all.subList(Math.min(from, to), to).stream().map(this::shown).toList(),
            "annotations", Map.of(),
            "pagination", page);
    return Reply.json(200, Tree.of(body).json());
  }

  private Map<String, Object> shown(Branch branch) {
    Map<String, Object> shown = new HashMap<>();
    shown.put("id", branch.id);
    shown.put("project_id", PROJECT);
    shown.put("name", branch.name);
    put(shown, "parent_id", branch.parent);
    put(shown, "parent_timestamp", branch.at);
    put(shown, "expires_at", branch.expires);
    shown.put("current_state", "ready");
    shown.put("state_changed_at", time.instant().toString());
    shown.put("creation_source", "console");
    shown.put("created_at", branch.created.toString());
    shown.put("updated_at", time.instant().toString());
    shown.put("default", branch.main);
    shown.put("protected", branch.guarded);
    shown.put("logical_size", 31_000_000);
    for (String number :
        List.of(
            "cpu_used_sec",
            "active_time_seconds",
            "compute_time_seconds",
            "written_data_bytes",
            "data_transfer_bytes")) {
      shown.put(number, 0);
    }
    if (branch.restricted != null) {
      shown.put(
          "restricted_actions", List.of(Map.of("name", "restore", "reason", branch.restricted)));
    }
    return shown;
  }

  private static void put(Map<String, Object> shown, String key, @Nullable Object value) {
    if (value != null) {
      shown.put(key, value);
    }
  }

  private Map<String, Object> project() {
    Map<String, Object> shown = new HashMap<>();
    String now = time.instant().toString();
    for (String number :
        List.of(
            "active_time_seconds",
            "compute_time_seconds",
            "written_data_bytes",
            "data_transfer_bytes",
            "data_storage_bytes_hour",
            "cpu_used_sec",
            "branch_logical_size_limit",
            "branch_logical_size_limit_bytes")) {
      shown.put(number, 0);
    }
    for (String moment :
        List.of("consumption_period_start", "consumption_period_end", "created_at", "updated_at")) {
      shown.put(moment, now);
    }
    shown.put("id", PROJECT);
    shown.put("name", "shop");
    shown.put("platform_id", "aws");
    shown.put("region_id", "aws-us-east-2");
    shown.put("pg_version", 15);
    shown.put("proxy_host", "us-east-2.aws.neon.tech");
    shown.put("store_passwords", true);
    shown.put("provisioner", "k8s-neonvm");
    shown.put("creation_source", "console");
    shown.put("history_retention_seconds", retention);
    shown.put("owner_id", "org-1");
    return shown;
  }

  private Reply connection(Map<String, String> query) {
    Branch branch = branches.get(query.get("branch_id"));
    if (branch == null) {
      return refusal(404, "branch not found");
    }
    String uri = database.dsn().replace("/" + database.name() + "?", "/" + branch.database + "?");
    return Reply.json(200, Tree.of(Map.of("uri", uri)).json());
  }

  static Reply refusal(int status, String message) {
    return Reply.json(
        status, Tree.of(Map.of("request_id", "r-1", "code", "X", "message", message)).json());
  }

  @Override
  public void close() {
    server.close();
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      for (String name : made) {
        all.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
      }
    }
  }
}
