package dev.ebb.cloud.rds;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.Tag;

/**
 * What Amazon says of an instance or of a cluster, as far as it says the same of both.
 *
 * @param id its name
 * @param status Amazon's word for how it is
 * @param progress how far it is, for people; empty if Amazon does not say
 * @param gigabytes its size; null if unknown
 * @param days for how long backups are kept; null if unknown
 * @param guarded whether it is protected from being deleted
 * @param latest the last moment that can be had; null if there is none
 * @param made when it was made; null while it is being made
 * @param host its address; null as long as it has none
 * @param port its port; null as long as it has none
 * @param tags what it bears
 */
record Seen(
    String id,
    String status,
    String progress,
    @Nullable Integer gigabytes,
    @Nullable Integer days,
    boolean guarded,
    @Nullable Instant latest,
    @Nullable Instant made,
    @Nullable String host,
    @Nullable Integer port,
    List<Tag> tags) {

  static Seen of(DBInstance found) {
    String progress = found.percentProgress();
    return new Seen(
        found.dbInstanceIdentifier(),
        found.dbInstanceStatus(),
        progress == null || progress.isEmpty() ? "" : " (" + progress + " %)",
        found.allocatedStorage(),
        found.backupRetentionPeriod(),
        Boolean.TRUE.equals(found.deletionProtection()),
        found.latestRestorableTime(),
        found.instanceCreateTime(),
        found.endpoint() == null ? null : found.endpoint().address(),
        found.endpoint() == null ? null : found.endpoint().port(),
        found.tagList());
  }

  static Seen of(DBCluster found) {
    return new Seen(
        found.dbClusterIdentifier(),
        found.status(),
        "",
        found.allocatedStorage(),
        found.backupRetentionPeriod(),
        Boolean.TRUE.equals(found.deletionProtection()),
        found.latestRestorableTime(),
        found.clusterCreateTime(),
        found.endpoint(),
        found.port(),
        found.tagList());
  }
}
