package dev.ebb.cloud.rds;

import dev.ebb.cloud.service.Places;
import dev.ebb.cloud.service.Standing;
import dev.ebb.cloud.service.Wanted;
import dev.ebb.cloud.service.Watch;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Scene;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
final class AuroraBackend extends AmazonBackend {
  AuroraBackend(Scene scene, Aws aws, String cluster) {
    super(scene, aws, new Kind(AuroraProvider.KEY, "cluster", "Amazon Aurora"), cluster);
  }

  private Optional<DBCluster> cluster(String id) {
    return aws.find(
        "describe cluster " + id,
        rds -> rds.describeDBClusters(r -> r.dbClusterIdentifier(id)).dbClusters().getFirst());
  }

  private DBCluster present(String id) {
    return cluster(id)
        .orElseThrow(() -> AwsWords.unknown("cluster", id, all().stream().map(Seen::id).toList()));
  }

  private Optional<DBInstance> instance(String id) {
    return aws.find(
        "describe instance " + id,
        rds -> rds.describeDBInstances(r -> r.dbInstanceIdentifier(id)).dbInstances().getFirst());
  }

  @Override
  Optional<Seen> find(String id) {
    return cluster(id).map(Seen::of);
  }

  @Override
  List<Seen> all() {
    return aws.call(
        "list the clusters",
        rds -> rds.describeDBClustersPaginator().dbClusters().stream().map(Seen::of).toList());
  }

  @Override
  @Nullable Instant earliest() {
    return present(serving).earliestRestorableTime();
  }

  /** The new cluster's instance. */
  private String writer(Place place) {
    return Places.id(serving, place.name() + "-1");
  }

  @Override
  public void order(Place place, Wanted wanted) {
    if (find(id(place)).isPresent()) {
      return;
    }
    DBCluster old = present(serving);
    RestoreDbClusterToPointInTimeRequest.Builder request =
        RestoreDbClusterToPointInTimeRequest.builder()
            .sourceDBClusterIdentifier(serving)
            .dbClusterIdentifier(id(place))
            .restoreType("full-copy")
            .dbSubnetGroupName(old.dbSubnetGroup())
            .dbClusterParameterGroupName(old.dbClusterParameterGroup())
            .enableIAMDatabaseAuthentication(old.iamDatabaseAuthenticationEnabled())
            .copyTagsToSnapshot(old.copyTagsToSnapshot())
            .deletionProtection(false)
            .tags(Aws.tags(serving, place))
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
    Optional<Seen> found = find(id(place));
    if (found.isEmpty()) {
      return new Standing.Absent();
    }
    Standing whole =
        AwsWords.standing(found.get(), AwsWords.left(found.get().gigabytes(), place.begun(), now));
    if (!(whole instanceof Standing.Ready)) {
      return whole;
    }
    return instance(writer(place))
        .map(Seen::of)
        .map(seen -> AwsWords.standing(seen, AwsWords.left(seen.gigabytes(), place.begun(), now)))
        .orElse(whole);
  }

  @Override
  public boolean complete(Place place) {
    if (instance(writer(place)).isPresent()) {
      return false;
    }
    DBCluster fresh = present(id(place));
    String kind = scene.setting("instance-class").orElseGet(this::kindOfWriter);
    aws.make(
        "create instance " + writer(place) + " in " + place.where(),
        rds ->
            rds.createDBInstance(r ->
                r.dbInstanceIdentifier(writer(place))
                    .dbClusterIdentifier(id(place))
                    .engine(fresh.engine())
                    .dbInstanceClass(kind)
                    .tags(Aws.tags(serving, place))));
    return true;
  }

  private String kindOfWriter() {
    return present(serving).dbClusterMembers().stream()
        .filter(member -> Boolean.TRUE.equals(member.isClusterWriter()))
        .findFirst()
        .flatMap(member -> instance(member.dbInstanceIdentifier()))
        .map(DBInstance::dbInstanceClass)
        .orElseThrow(() ->
            Fault.of(
                FaultCode.SERVER,
                "cluster " + serving + " has no writer whose class a new instance could have",
                "name one: --setting=instance-class=db.r6g.large; the new cluster is there and"
                    + " waits for it"));
  }

  @Override
  void rename(String from, String to, boolean guarded) {
    aws.call(
        "rename cluster " + from + " to " + to,
        rds ->
            rds.modifyDBCluster(r ->
                r.dbClusterIdentifier(from)
                    .newDBClusterIdentifier(to)
                    .deletionProtection(guarded)
                    .applyImmediately(true)));
  }

  // Its instances first: a cluster with instances is not deleted.
  @Override
  void delete(String id, @Nullable String lastSnapshot, Watch watch) {
    for (DBClusterMember member : present(id).dbClusterMembers()) {
      String instance = member.dbInstanceIdentifier();
      aws.find(
          "delete instance " + instance,
          rds ->
              rds.deleteDBInstance(r -> r.dbInstanceIdentifier(instance).skipFinalSnapshot(true)));
    }
    aws.find(
        "delete cluster " + id,
        rds ->
            rds.deleteDBCluster(r -> {
              r.dbClusterIdentifier(id).skipFinalSnapshot(lastSnapshot == null);
              if (lastSnapshot != null) {
                r.finalDBSnapshotIdentifier(lastSnapshot);
              }
            }));
    awaitEnd(id, watch);
  }
}
