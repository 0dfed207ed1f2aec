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
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBInstanceAutomatedBackup;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceToPointInTimeRequest;

/** Points in time of an instance of RDS: a place is a new instance. Confined to one thread. */
final class RdsBackend implements Backend {
  private final Scene scene;
  private final Aws aws;
  private final String instance;

  RdsBackend(Scene scene, Aws aws, String instance) {
    this.scene = scene;
    this.aws = aws;
    this.instance = instance;
  }

  private Optional<DBInstance> find(String id) {
    return aws.find(
        "describe instance " + id,
        rds -> rds.describeDBInstances(r -> r.dbInstanceIdentifier(id)).dbInstances().getFirst());
  }

  private DBInstance serving() {
    return find(instance).orElseThrow(() -> AwsWords.unknown("instance", instance, names()));
  }

  private List<String> names() {
    return aws.call(
        "list the instances",
        rds ->
            rds.describeDBInstancesPaginator().dbInstances().stream()
                .map(DBInstance::dbInstanceIdentifier)
                .toList());
  }

  private String id(String place) {
    return Places.id(instance, place);
  }

  private String id(Place place) {
    return id(place.name());
  }

  private String replaced(Place place) {
    return Places.id(instance, "replaced-" + place.name());
  }

  @Override
  public String title() {
    return "Amazon RDS";
  }

  @Override
  public String subject() {
    return "instance " + instance + " of Amazon RDS";
  }

  @Override
  public String where(String place) {
    return "instance " + id(place) + " of Amazon RDS";
  }

  @Override
  public List<Condition> conditions() {
    DBInstance serving = serving();
    return List.of(
        new Condition.Met("the credentials are accepted, and instance " + instance + " is there"),
        AwsWords.backups(serving.backupRetentionPeriod(), subject()));
  }

  @Override
  public Window window() {
    DBInstance serving = serving();
    List<DBInstanceAutomatedBackup> backups =
        aws.find(
                "describe the backups of instance " + instance,
                rds ->
                    rds.describeDBInstanceAutomatedBackups(r -> r.dbInstanceIdentifier(instance))
                        .dbInstanceAutomatedBackups())
            .orElseGet(List::of);
    Instant earliest =
        backups.stream()
            .filter(backup -> backup.restoreWindow() != null)
            .map(backup -> backup.restoreWindow().earliestTime())
            .findFirst()
            .orElse(null);
    Instant latest = serving.latestRestorableTime();
    return AwsWords.window(
        earliest, latest, serving.backupRetentionPeriod(), scene.site().clock().instant());
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
    return AwsWords.estimate(serving().allocatedStorage());
  }

  @Override
  public List<Forfeit> others() {
    return List.of();
  }

  @Override
  public String undo() {
    return "instance "
        + instance
        + " stays as it is; after a change of names it is there under another";
  }

  @Override
  public void order(Place place, Wanted wanted) {
    if (find(id(place)).isPresent()) {
      return;
    }
    RestoreDbInstanceToPointInTimeRequest request = likeIt(serving(), place, wanted);
    aws.make("restore to " + place.where(), rds -> rds.restoreDBInstanceToPointInTime(request));
  }

  // What Amazon would not take over by itself is said again: where it is, who may reach it, how
  // large
  // it is. Unprotected, so that it can be removed; when it serves, it is as protected as the old
  // one.
  private RestoreDbInstanceToPointInTimeRequest likeIt(DBInstance old, Place place, Wanted wanted) {
    RestoreDbInstanceToPointInTimeRequest.Builder request =
        RestoreDbInstanceToPointInTimeRequest.builder()
            .sourceDBInstanceIdentifier(instance)
            .targetDBInstanceIdentifier(id(place))
            .dbInstanceClass(old.dbInstanceClass())
            .multiAZ(old.multiAZ())
            .publiclyAccessible(old.publiclyAccessible())
            .autoMinorVersionUpgrade(old.autoMinorVersionUpgrade())
            .copyTagsToSnapshot(old.copyTagsToSnapshot())
            .enableIAMDatabaseAuthentication(old.iamDatabaseAuthenticationEnabled())
            .storageType(old.storageType())
            .deletionProtection(false)
            .tags(Aws.tags(instance, place))
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
        .map(found -> AwsWords.standing(found, place.begun(), scene.site().clock().instant()))
        .orElseGet(Standing.Absent::new);
  }

  @Override
  public boolean complete(Place place) {
    return false;
  }

  @Override
  public List<Place> found() {
    return aws.call(
        "list the instances",
        rds ->
            rds.describeDBInstancesPaginator().dbInstances().stream()
                .filter(found -> Aws.place(found.tagList(), instance).isPresent())
                .filter(found -> !found.dbInstanceIdentifier().equals(instance))
                .map(found ->
                    Places.found(
                        Aws.place(found.tagList(), instance).orElseThrow(),
                        RdsProvider.KEY,
                        Aws.moment(found.tagList()).orElse(null),
                        found.instanceCreateTime(),
                        "instance " + found.dbInstanceIdentifier() + " of Amazon RDS"))
                .toList());
  }

  private DBInstance there(Place place) {
    return find(id(place)).orElseThrow(() -> AwsWords.unknown("instance", id(place), names()));
  }

  @Override
  public Connector connector(Place place) {
    DBInstance found = there(place);
    if (found.endpoint() == null) {
      throw Fault.of(
          FaultCode.SERVER,
          place.where() + " has no address yet: it is " + found.dbInstanceStatus(),
          "wait for it: ebb " + scene.site().command("pitr resume " + place.name()));
    }
    return Places.elsewhere(scene, found.endpoint().address(), found.endpoint().port(), Map.of());
  }

  @Override
  public List<SwitchStep> steps(Place place) {
    return AwsWords.steps("instance", instance, id(place), replaced(place), address(place));
  }

  private String address(Place place) {
    return find(id(place))
        .flatMap(found -> Optional.ofNullable(found.endpoint()))
        .map(endpoint -> endpoint.address() + ":" + endpoint.port())
        .orElse("(none yet)");
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
        Boolean.TRUE.equals(find(instance).map(DBInstance::deletionProtection).orElse(null));
    if (find(replaced).isEmpty()) {
      rename(instance, replaced, guarded);
    }
    await(replaced, watch);
    if (find(id(place)).isPresent()) {
      await(id(place), watch);
      rename(id(place), instance, guarded);
    }
    await(instance, watch);
    return AwsWords.switched("instance", instance, replaced, begun, scene.site().clock().instant());
  }

  private void rename(String from, String to, boolean guarded) {
    aws.make(
        "rename instance " + from + " to " + to,
        rds ->
            rds.modifyDBInstance(r ->
                r.dbInstanceIdentifier(from)
                    .newDBInstanceIdentifier(to)
                    .deletionProtection(guarded)
                    .applyImmediately(true)));
  }

  /** Also until it has its name. */
  private void await(String id, Watch watch) {
    Instant now = scene.site().clock().instant();
    watch.until(
        "instance " + id,
        () ->
            find(id)
                .map(found -> AwsWords.standing(found, now, now))
                .orElseGet(() -> new Standing.Coming("it does not have its name yet", null)));
  }

  @Override
  public void remove(Place place, Watch watch) {
    DBInstance found = there(place);
    if (Aws.place(found.tagList(), instance).isEmpty()) {
      throw Fault.of(
          FaultCode.REFUSED,
          place.where() + " does not bear Ebb's tag",
          "somebody else may have made it: nothing was deleted; delete it in Amazon's console");
    }
    aws.call(
        "delete " + place.where(),
        rds ->
            rds.deleteDBInstance(r ->
                r.dbInstanceIdentifier(id(place))
                    .skipFinalSnapshot(true)
                    .deleteAutomatedBackups(true)));
    awaitEnd(id(place), watch);
  }

  private void awaitEnd(String id, Watch watch) {
    watch.until(
        "that instance " + id + " is gone",
        () ->
            find(id)
                .<Standing>map(found -> new Standing.Coming(found.dbInstanceStatus(), null))
                .orElseGet(Standing.Absent::new));
  }

  // It was the production: Amazon keeps a last snapshot of it.
  @Override
  public void removeReplaced(Place place, Watch watch) {
    String replaced = replaced(place);
    if (find(replaced).isPresent()) {
      aws.call(
          "delete instance " + replaced,
          rds ->
              rds.deleteDBInstance(r ->
                  r.dbInstanceIdentifier(replaced)
                      .skipFinalSnapshot(false)
                      .finalDBSnapshotIdentifier(replaced + "-last")));
      awaitEnd(replaced, watch);
    }
  }
}
