/**
 * Google's Cloud SQL: a new instance with the state of a moment, and its own backups, which it
 * restores over an instance only.
 *
 * <p>May use: cloud.service, cloud.wire, db, fault, restore, restore.pitr, restore.swap.
 */
@NullMarked
package dev.ebb.cloud.cloudsql;

import org.jspecify.annotations.NullMarked;
