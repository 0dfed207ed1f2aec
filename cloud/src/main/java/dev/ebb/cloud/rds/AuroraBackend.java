package dev.ebb.cloud.rds;

import dev.ebb.cloud.service.Backend;
import dev.ebb.cloud.service.Places;
import dev.ebb.cloud.service.Standing;
import dev.ebb.cloud.service.Wanted;
import dev.ebb.cloud.service.Watch;
import dev.ebb.db.Connector;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Estimate;
import dev.ebb.restore.Forfeit;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.SwitchStep;
import dev.ebb.restore.pitr.Switched;
import dev.ebb.restore.pitr.Window;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterToPointInTimeRequest;

/**
 * Points in time of a cluster of Aurora: a place is a new cluster, and an instance in it, which
 * Amazon does not make by itself. Confined to one thread.
 */
final class AuroraBackend implements Backend {
  private final Scene scene;
  private final Aws aws;
  private final String cluster;

  AuroraBackend(Scene scene, Aws aws, String cluster) {
    this.scene = scene;
    this.aws = aws;
    this.cluster = cluster;
  }

  private Optional<DBCluster> find(String id) {
    return aws.find(
        "describe cluster " + id,
        rds -> rds.describeDBClusters(r -> r.dbClusterIdentifier(id)).dbClusters().getFirst());
  }

  private Optional<DBInstance> instance(String id) {
    return aws.find(
        "describe instance " + id,
        rds -> rds.describeDBInstances(r -> r.dbInstanceIdentifier(id)).dbInstances().getFirst());
  }

  private DBCluster there(String id) {
    return find(id).orElseThrow(() -> AwsWords.unknown("cluster", id, names()));
  }

  private List<String> names() {
    return aws.call(
        "list the clusters",
        rds ->
            rds.describeDBClustersPaginator().dbClusters().stream()
                .map(DBCluster::dbClusterIdentifier)
                .toList());
  }

  private String id(Place place) {
    return Places.id(cluster, place.name());
  }

  private String replaced(Place place) {
    return Places.id(cluster, "replaced-" + place.name());
  }

  /** The new cluster's instance. */
  private String writer(Place place) {
    return Places.id(cluster, place.name() + "-1");
  }

  @Override
  public String title() {
    return "Amazon Aurora";
  }

  @Override
  public String subject() {
    return "cluster " + cluster + " of Amazon Aurora";
  }

  @Override
  public String where(String place) {
    return "cluster " + Places.id(cluster, place) + " of Amazon Aurora";
  }

  @Override
  public List<Condition> conditions() {
    DBCluster serving = there(cluster);
    return List.of(
        new Condition.Met("the credentials are accepted, and cluster " + cluster + " is there"),
        AwsWords.backups(serving.backupRetentionPeriod(), subject()));
  }

  @Override
  public Window window() {
    DBCluster serving = there(cluster);
    return AwsWords.window(
        serving.earliestRestorableTime(),
        serving.latestRestorableTime(),
        serving.backupRetentionPeriod(),
        scene.site().clock().instant());
  }

  @Override
  public List<RestorePoint> backups() {
    return List.of();
  }

  @Override
  public List<Condition> needs(Wanted wanted) {
    return AwsWords.needsTime(wanted);
  }

  @Override
  public Estimate estimate() {
    return AwsWords.estimate(there(cluster).allocatedStorage());
  }

  @Override
  public List<Forfeit> others() {
    return List.of();
  }

  @Override
  public String undo() {
    return "cluster "
        + cluster
        + " stays as it is; after a change of names it is there under another";
  }

  @Override
  public void order(Place place, Wanted wanted) {
    if (find(id(place)).isPresent()) {
      return;
    }
    DBCluster old = there(cluster);
    RestoreDbClusterToPointInTimeRequest.Builder request =
        RestoreDbClusterToPointInTimeRequest.builder()
            .sourceDBClusterIdentifier(cluster)
            .dbClusterIdentifier(id(place))
            .restoreType("full-copy")
            .dbSubnetGroupName(old.dbSubnetGroup())
            .dbClusterParameterGroupName(old.dbClusterParameterGroup())
            .enableIAMDatabaseAuthentication(old.iamDatabaseAuthenticationEnabled())
            .copyTagsToSnapshot(old.copyTagsToSnapshot())
            .deletionProtection(false)
            .tags(Aws.tags(cluster, place))
            .vpcSecurityGroupIds(
                old.vpcSecurityGroups().stream().map(group -> group.vpcSecurityGroupId()).toList());
    Instant at = wanted.at();
    if (at != null) {
      request.restoreToTime(at.truncatedTo(ChronoUnit.SECONDS));
    }
    aws.make(
        "restore to " + place.where(), rds -> rds.restoreDBClusterToPointInTime(request.build()));
  }

  @Override
  public Standing standing(Place place) {
    Instant now = scene.site().clock().instant();
    Optional<DBCluster> found = find(id(place));
    if (found.isEmpty()) {
      return new Standing.Absent();
    }
    Standing whole =
        AwsWords.standing(
            found.get().status(),
            "",
            AwsWords.left(found.get().allocatedStorage(), place.begun(), now));
    if (!(whole instanceof Standing.Ready)) {
      return whole;
    }
    return instance(writer(place))
        .map(writer -> AwsWords.standing(writer, place.begun(), now))
        .orElse(whole);
  }

  @Override
  public boolean complete(Place place) {
    if (instance(writer(place)).isPresent()) {
      return false;
    }
    DBCluster fresh = there(id(place));
    String kind = scene.setting("instance-class").orElseGet(this::kindOfWriter);
    aws.make(
        "create instance " + writer(place) + " in " + place.where(),
        rds ->
            rds.createDBInstance(r ->
                r.dbInstanceIdentifier(writer(place))
                    .dbClusterIdentifier(id(place))
                    .engine(fresh.engine())
                    .dbInstanceClass(kind)
                    .tags(Aws.tags(cluster, place))));
    return true;
  }

  private String kindOfWriter() {
    return there(cluster).dbClusterMembers().stream()
        .filter(member -> Boolean.TRUE.equals(member.isClusterWriter()))
        .findFirst()
        .flatMap(member -> instance(member.dbInstanceIdentifier()))
        .map(DBInstance::dbInstanceClass)
        .orElseThrow(() ->
            Fault.of(
                FaultCode.SERVER,
                "cluster " + cluster + " has no writer whose class a new instance could have",
                "name one: --setting=instance-class=db.r6g.large; the new cluster is there and"
                    + " waits for it"));
  }

  @Override
  public List<Place> found() {
    return aws.call(
        "list the clusters",
        rds ->
            rds.describeDBClustersPaginator().dbClusters().stream()
                .filter(found -> Aws.place(found.tagList(), cluster).isPresent())
                .filter(found -> !found.dbClusterIdentifier().equals(cluster))
                .map(this::place)
                .toList());
  }

  private Place place(DBCluster found) {
    return Places.found(
        Aws.place(found.tagList(), cluster).orElse(found.dbClusterIdentifier()),
        AuroraProvider.KEY,
        Aws.moment(found.tagList()).orElse(null),
        found.clusterCreateTime(),
        "cluster " + found.dbClusterIdentifier() + " of Amazon Aurora");
  }

  @Override
  public Connector connector(Place place) {
    DBCluster found = there(id(place));
    String host = found.endpoint();
    Integer port = found.port();
    if (host == null || port == null) {
      throw Fault.of(
          FaultCode.SERVER,
          place.where() + " has no address yet: it is " + found.status(),
          "wait for it: ebb " + scene.site().command("pitr resume " + place.name()));
    }
    return Places.elsewhere(scene, host, port, Map.of());
  }

  @Override
  public List<SwitchStep> steps(Place place) {
    String address =
        find(id(place)).map(found -> found.endpoint() + ":" + found.port()).orElse("(none yet)");
    return AwsWords.steps("cluster", cluster, id(place), replaced(place), address);
  }

  @Override
  public List<Condition> switchConditions(Place place) {
    return AwsWords.named(find(replaced(place)).isPresent(), replaced(place));
  }

  @Override
  public Switched switchOver(Place place, Watch watch) {
    Instant begun = scene.site().clock().instant();
    String replaced = replaced(place);
    boolean guarded =
        Boolean.TRUE.equals(find(cluster).map(DBCluster::deletionProtection).orElse(null));
    if (find(replaced).isEmpty()) {
      rename(cluster, replaced, guarded);
    }
    await(replaced, watch);
    if (find(id(place)).isPresent()) {
      await(id(place), watch);
      rename(id(place), cluster, guarded);
    }
    await(cluster, watch);
    return AwsWords.switched("cluster", cluster, replaced, begun, scene.site().clock().instant());
  }

  private void rename(String from, String to, boolean guarded) {
    aws.make(
        "rename cluster " + from + " to " + to,
        rds ->
            rds.modifyDBCluster(r ->
                r.dbClusterIdentifier(from)
                    .newDBClusterIdentifier(to)
                    .deletionProtection(guarded)
                    .applyImmediately(true)));
  }

  private void await(String id, Watch watch) {
    watch.until(
        "cluster " + id,
        () ->
            find(id)
                .map(found -> AwsWords.standing(found.status(), "", null))
                .orElseGet(() -> new Standing.Coming("it does not have its name yet", null)));
  }

  @Override
  public void remove(Place place, Watch watch) {
    DBCluster found = there(id(place));
    if (Aws.place(found.tagList(), cluster).isEmpty()) {
      throw Fault.of(
          FaultCode.REFUSED,
          place.where() + " does not bear Ebb's tag",
          "somebody else may have made it: nothing was deleted; delete it in Amazon's console");
    }
    delete(found, null, watch);
  }

  // It was the production: Amazon keeps a last snapshot of it.
  @Override
  public void removeReplaced(Place place, Watch watch) {
    String replaced = replaced(place);
    find(replaced).ifPresent(found -> delete(found, replaced + "-last", watch));
  }

  /** Its instances first: a cluster with instances is not deleted. */
  private void delete(DBCluster found, @Nullable String lastSnapshot, Watch watch) {
    for (DBClusterMember member : found.dbClusterMembers()) {
      String id = member.dbInstanceIdentifier();
      aws.find(
          "delete instance " + id,
          rds -> rds.deleteDBInstance(r -> r.dbInstanceIdentifier(id).skipFinalSnapshot(true)));
    }
    String id = found.dbClusterIdentifier();
    aws.find(
        "delete cluster " + id,
        rds ->
            rds.deleteDBCluster(r -> {
              r.dbClusterIdentifier(id).skipFinalSnapshot(lastSnapshot == null);
              if (lastSnapshot != null) {
                r.finalDBSnapshotIdentifier(lastSnapshot);
              }
            }));
    watch.until(
        "that cluster " + id + " is gone",
        () ->
            find(id)
                .<Standing>map(still -> new Standing.Coming(still.status(), null))
                .orElseGet(Standing.Absent::new));
  }
}
