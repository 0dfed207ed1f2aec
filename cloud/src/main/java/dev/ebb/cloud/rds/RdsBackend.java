package dev.ebb.cloud.rds;

import dev.ebb.cloud.service.Standing;
import dev.ebb.cloud.service.Wanted;
import dev.ebb.cloud.service.Watch;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Scene;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBInstanceAutomatedBackup;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceToPointInTimeRequest;

/** Points in time of an instance of RDS: a place is a new instance. Confined to one thread. */
final class RdsBackend extends AmazonBackend {
  RdsBackend(Scene scene, Aws aws, String instance) {
    super(scene, aws, new Kind(RdsProvider.KEY, "instance", "Amazon RDS"), instance);
  }

  private Optional<DBInstance> instance(String id) {
    return aws.find(
        "describe instance " + id,
        rds -> rds.describeDBInstances(r -> r.dbInstanceIdentifier(id)).dbInstances().getFirst());
  }

  @Override
  Optional<Seen> find(String id) {
    return instance(id).map(Seen::of);
  }

  @Override
  List<Seen> all() {
    return aws.call(
        "list the instances",
        rds -> rds.describeDBInstancesPaginator().dbInstances().stream().map(Seen::of).toList());
  }

  @Override
  @Nullable Instant earliest() {
    List<DBInstanceAutomatedBackup> backups =
        aws.find(
                "describe the backups of instance " + serving,
                rds ->
                    rds.describeDBInstanceAutomatedBackups(r -> r.dbInstanceIdentifier(serving))
                        .dbInstanceAutomatedBackups())
            .orElseGet(List::of);
    return backups.stream()
        .filter(backup -> backup.restoreWindow() != null)
        .map(backup -> backup.restoreWindow().earliestTime())
        .findFirst()
        .orElse(null);
  }

  @Override
  public void order(Place place, Wanted wanted) {
    if (find(id(place)).isPresent()) {
      return;
    }
    there(serving);
    RestoreDbInstanceToPointInTimeRequest request =
        likeIt(instance(serving).orElseThrow(), place, wanted);
    aws.make("restore to " + place.where(), rds -> rds.restoreDBInstanceToPointInTime(request));
  }

  // What Amazon would not take over by itself is said again: where it is, who may reach it, how
  // large
  // it is. Unprotected, so that it can be removed; when it serves, it is as protected as the old
  // one.
  private RestoreDbInstanceToPointInTimeRequest likeIt(DBInstance old, Place place, Wanted wanted) {
    RestoreDbInstanceToPointInTimeRequest.Builder request =
        RestoreDbInstanceToPointInTimeRequest.builder()
            .sourceDBInstanceIdentifier(serving)
            .targetDBInstanceIdentifier(id(place))
            .dbInstanceClass(old.dbInstanceClass())
            .multiAZ(old.multiAZ())
            .publiclyAccessible(old.publiclyAccessible())
            .autoMinorVersionUpgrade(old.autoMinorVersionUpgrade())
            .copyTagsToSnapshot(old.copyTagsToSnapshot())
            .enableIAMDatabaseAuthentication(old.iamDatabaseAuthenticationEnabled())
            .storageType(old.storageType())
            .deletionProtection(false)
            .tags(Aws.tags(serving, place))
            .vpcSecurityGroupIds(
                old.vpcSecurityGroups().stream().map(group -> group.vpcSecurityGroupId()).toList());
    Instant at = wanted.at();
    if (at != null) {
      request.restoreTime(at.truncatedTo(ChronoUnit.SECONDS));
    }
    if (old.dbSubnetGroup() != null) {
      request.dbSubnetGroupName(old.dbSubnetGroup().dbSubnetGroupName());
    }
    if (!old.dbParameterGroups().isEmpty()) {
      request.dbParameterGroupName(old.dbParameterGroups().getFirst().dbParameterGroupName());
    }
    return request.build();
  }

  @Override
  public Standing standing(Place place) {
    return find(id(place))
        .map(seen ->
            AwsWords.standing(
                seen,
                AwsWords.left(seen.gigabytes(), place.begun(), scene.site().clock().instant())))
        .orElseGet(Standing.Absent::new);
  }

  @Override
  public boolean complete(Place place) {
    return false;
  }

  @Override
  void rename(String from, String to, boolean guarded) {
    aws.call(
        "rename instance " + from + " to " + to,
        rds ->
            rds.modifyDBInstance(r ->
                r.dbInstanceIdentifier(from)
                    .newDBInstanceIdentifier(to)
                    .deletionProtection(guarded)
                    .applyImmediately(true)));
  }

  @Override
  void delete(String id, @Nullable String lastSnapshot, Watch watch) {
    aws.find(
        "delete instance " + id,
        rds ->
            rds.deleteDBInstance(r -> {
              r.dbInstanceIdentifier(id).skipFinalSnapshot(lastSnapshot == null);
              if (lastSnapshot != null) {
                r.finalDBSnapshotIdentifier(lastSnapshot);
              } else {
                r.deleteAutomatedBackups(true);
              }
            }));
    awaitEnd(id, watch);
  }
}
