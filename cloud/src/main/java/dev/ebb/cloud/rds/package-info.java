/**
 * Amazon's RDS and Aurora: a new instance or cluster with the state of a moment, and having it take
 * over the name of the old one.
 *
 * <p>May use: cloud.service, cloud.wire, db, fault, restore, restore.pitr, restore.swap.
 */
@NullMarked
package dev.ebb.cloud.rds;

import org.jspecify.annotations.NullMarked;
