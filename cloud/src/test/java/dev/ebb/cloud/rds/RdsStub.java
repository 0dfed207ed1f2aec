package dev.ebb.cloud.rds;

import dev.ebb.cloud.StubServer;
import dev.ebb.cloud.StubServer.Reply;
import dev.ebb.cloud.StubServer.Request;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What RDS does, as far as it is used: instances and clusters have names, tags, and a status that
 * goes on with each look. Amazon's own library wrote what comes in, and reads what goes out.
 */
final class RdsStub implements AutoCloseable {
  static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

  final StubServer server = new StubServer(this::handle);
  final Map<String, Thing> instances = new LinkedHashMap<>();
  final Map<String, Thing> clusters = new LinkedHashMap<>();
  private final String host;
  private final int port;
  Instant now = Instant.now();
  int retention = 7;

  /** What the next thing that is made goes through. */
  private List<String> course = List.of("creating", "creating", "backing-up", "available");

  /** An instance or a cluster. */
  static final class Thing {
    String id;
    final Map<String, String> tags = new LinkedHashMap<>();
    final Map<String, String> order;
    final List<String> members = new ArrayList<>();
    List<String> course;
    int looks;
    @Nullable String next;
    boolean guarded;

    Thing(String id, Map<String, String> order, List<String> course) {
      this.id = id;
      this.order = order;
      this.course = course;
      for (int i = 1; order.containsKey("Tags.Tag." + i + ".Key"); i++) {
        tags.put(
            order.getOrDefault("Tags.Tag." + i + ".Key", ""),
            order.getOrDefault("Tags.Tag." + i + ".Value", ""));
      }
    }

    String status() {
      return course.get(Math.min(looks, course.size() - 1));
    }
  }

  /** That instance and that cluster are at a real server's address. */
  RdsStub(String host, int port) {
    this.host = host;
    this.port = port;
    instances.put(
        "prod", new Thing("prod", Map.of("DBInstanceClass", "db.m6g.large"), List.of("available")));
    instances.put(
        "prod-1",
        new Thing("prod-1", Map.of("DBInstanceClass", "db.r6g.xlarge"), List.of("available")));
    Thing cluster = new Thing("prod", Map.of(), List.of("available"));
    cluster.members.add("prod-1");
    clusters.put("prod", cluster);
    instances.values().forEach(i -> i.guarded = true);
  }

  void course(String... statuses) {
    course = List.of(statuses);
  }

  private Reply handle(Request request) {
    if (!request.headers().getOrDefault("Authorization", "").startsWith("AWS4-HMAC-SHA256 ")) {
      return refusal(403, "MissingAuthenticationToken", "not signed");
    }
    Map<String, String> form = Request.values(request.body());
    String action = form.getOrDefault("Action", "");
    return switch (action) {
      case "DescribeDBInstances" -> describe(action, "DBInstance", instances, form);
      case "DescribeDBClusters" -> describe(action, "DBCluster", clusters, form);
      case "DescribeDBInstanceAutomatedBackups" -> answer(action, backups());
      case "RestoreDBInstanceToPointInTime" ->
          make(
              action,
              "DBInstance",
              instances,
              "SourceDBInstanceIdentifier",
              "TargetDBInstanceIdentifier",
              form);
      case "RestoreDBClusterToPointInTime" ->
          make(
              action,
              "DBCluster",
              clusters,
              "SourceDBClusterIdentifier",
              "DBClusterIdentifier",
              form);
      case "CreateDBInstance" -> {
        Optional.ofNullable(clusters.get(form.getOrDefault("DBClusterIdentifier", "")))
            .orElseThrow()
            .members
            .add(form.getOrDefault("DBInstanceIdentifier", ""));
        yield make(action, "DBInstance", instances, "", "DBInstanceIdentifier", form);
      }
      case "ModifyDBInstance" -> rename(action, "DBInstance", instances, form);
      case "ModifyDBCluster" -> rename(action, "DBCluster", clusters, form);
      case "DeleteDBInstance" -> delete(action, "DBInstance", instances, form);
      case "DeleteDBCluster" -> delete(action, "DBCluster", clusters, form);
      default -> refusal(400, "InvalidAction", action);
    };
  }

  private Reply describe(
      String action, String kind, Map<String, Thing> things, Map<String, String> form) {
    String id = form.get(kind + "Identifier");
    // A name changes some time after that was asked for.
    for (Thing thing : List.copyOf(things.values())) {
      String next = thing.next;
      if (next != null && thing.looks++ > 1) {
        things.remove(thing.id);
        thing.id = next;
        thing.next = null;
        things.put(next, thing);
      }
    }
    if (id == null) {
      return answer(action, list(kind, List.copyOf(things.values())));
    }
    Thing thing = things.get(id);
    if (thing == null) {
      return missing(kind, id);
    }
    String body = list(kind, List.of(thing));
    if (thing.next == null) {
      thing.looks++;
    }
    return answer(action, body);
  }

  private static Reply missing(String kind, String id) {
    return refusal(
        404,
        kind + "NotFound" + (kind.equals("DBCluster") ? "Fault" : ""),
        kind + " " + id + " not found.");
  }

  private String list(String kind, List<Thing> things) {
    return things.stream()
        .map(thing -> kind.equals("DBInstance") ? instance(thing) : cluster(thing))
        .collect(Collectors.joining("", "<" + kind + "s>", "</" + kind + "s>"));
  }

  private static String status(Thing thing) {
    return thing.next == null ? thing.status() : "renaming";
  }

  private String instance(Thing thing) {
    return "<DBInstance>"
        + element("DBInstanceIdentifier", thing.id)
        + element("DBInstanceStatus", status(thing))
        + element("DBInstanceClass", thing.order.getOrDefault("DBInstanceClass", "db.m6g.large"))
        + element("AllocatedStorage", "100")
        + element("BackupRetentionPeriod", Integer.toString(retention))
        + element(
            "LatestRestorableTime",
            now.minusSeconds(300).truncatedTo(ChronoUnit.SECONDS).toString())
        + element("DeletionProtection", Boolean.toString(thing.guarded))
        + element("MultiAZ", "true")
        + "<DBSubnetGroup>"
        + element("DBSubnetGroupName", "inner")
        + "</DBSubnetGroup>"
        + "<VpcSecurityGroups><VpcSecurityGroupMembership>"
        + element("VpcSecurityGroupId", "sg-1")
        + "</VpcSecurityGroupMembership></VpcSecurityGroups>"
        + "<DBParameterGroups><DBParameterGroup>"
        + element("DBParameterGroupName", "tuned")
        + "</DBParameterGroup></DBParameterGroups>"
        + (thing.status().equals("creating")
            ? ""
            : "<Endpoint>"
                + element("Address", host)
                + element("Port", Integer.toString(port))
                + "</Endpoint>")
        + tags(thing)
        + "</DBInstance>";
  }

  private String cluster(Thing thing) {
    return "<DBCluster>"
        + element("DBClusterIdentifier", thing.id)
        + element("Status", status(thing))
        + element("Engine", "aurora-postgresql")
        + element("AllocatedStorage", "1")
        + element("BackupRetentionPeriod", Integer.toString(retention))
        + element(
            "EarliestRestorableTime",
            now.minusSeconds(7 * 86400L).truncatedTo(ChronoUnit.SECONDS).toString())
        + element(
            "LatestRestorableTime",
            now.minusSeconds(300).truncatedTo(ChronoUnit.SECONDS).toString())
        + element("DBSubnetGroup", "inner")
        + element("Endpoint", host)
        + element("Port", Integer.toString(port))
        + thing.members.stream()
            .map(id ->
                "<DBClusterMember>"
                    + element("DBInstanceIdentifier", id)
                    + element("IsClusterWriter", "true")
                    + "</DBClusterMember>")
            .collect(Collectors.joining("", "<DBClusterMembers>", "</DBClusterMembers>"))
        + tags(thing)
        + "</DBCluster>";
  }

  private static String tags(Thing thing) {
    return thing.tags.entrySet().stream()
        .map(tag ->
            "<Tag>" + element("Key", tag.getKey()) + element("Value", tag.getValue()) + "</Tag>")
        .collect(Collectors.joining("", "<TagList>", "</TagList>"));
  }

  private String backups() {
    return "<DBInstanceAutomatedBackups><DBInstanceAutomatedBackup><RestoreWindow>"
        + element(
            "EarliestTime", now.minusSeconds(7 * 86400L).truncatedTo(ChronoUnit.SECONDS).toString())
        + element("LatestTime", now.minusSeconds(300).truncatedTo(ChronoUnit.SECONDS).toString())
        + "</RestoreWindow></DBInstanceAutomatedBackup></DBInstanceAutomatedBackups>";
  }

  private Reply make(
      String action,
      String kind,
      Map<String, Thing> things,
      String sourceKey,
      String idKey,
      Map<String, String> form) {
    String id = form.getOrDefault(idKey, "");
    if (things.containsKey(id)) {
      return refusal(
          400, kind + "AlreadyExists" + (kind.equals("DBCluster") ? "Fault" : ""), id + " exists");
    }
    if (!sourceKey.isEmpty() && !things.containsKey(form.getOrDefault(sourceKey, ""))) {
      return missing(kind, form.getOrDefault(sourceKey, ""));
    }
    Thing thing = new Thing(id, form, course);
    things.put(id, thing);
    return answer(action, kind.equals("DBInstance") ? instance(thing) : cluster(thing));
  }

  private Reply rename(
      String action, String kind, Map<String, Thing> things, Map<String, String> form) {
    Thing thing = things.get(form.getOrDefault(kind + "Identifier", ""));
    String to = form.getOrDefault("New" + kind + "Identifier", "");
    if (thing == null) {
      return missing(kind, String.valueOf(form.get(kind + "Identifier")));
    }
    if (things.containsKey(to)) {
      return refusal(400, kind + "AlreadyExists", to + " exists");
    }
    thing.next = to;
    thing.looks = 0;
    thing.course = List.of("available");
    thing.guarded = Boolean.parseBoolean(form.get("DeletionProtection"));
    return answer(action, kind.equals("DBInstance") ? instance(thing) : cluster(thing));
  }

  private Reply delete(
      String action, String kind, Map<String, Thing> things, Map<String, String> form) {
    Thing thing = things.remove(form.getOrDefault(kind + "Identifier", ""));
    if (thing == null) {
      return missing(kind, String.valueOf(form.get(kind + "Identifier")));
    }
    return answer(action, kind.equals("DBInstance") ? instance(thing) : cluster(thing));
  }

  private static String element(String name, String value) {
    return "<" + name + ">" + value + "</" + name + ">";
  }

  private static Reply answer(String action, String result) {
    return new Reply(
        200,
        Map.of("Content-Type", "text/xml"),
        "<%1$sResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><%1$sResult>%2$s</%1$sResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></%1$sResponse>"
            .formatted(action, result));
  }

  static Reply refusal(int status, String code, String message) {
    return new Reply(
        status,
        Map.of("Content-Type", "text/xml"),
        "<ErrorResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>r-1</RequestId></ErrorResponse>"
            .formatted(code, message));
  }

  @Override
  public void close() {
    server.close();
  }
}
