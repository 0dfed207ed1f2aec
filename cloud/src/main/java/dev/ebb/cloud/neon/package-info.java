/**
 * Neon: branches of a project at any moment of its history, and putting one in the place of another
 * under the same connection string.
 *
 * <p>May use: cloud.service, cloud.wire, db, fault, restore, restore.pitr, restore.remote,
 * restore.swap.
 */
@NullMarked
package dev.ebb.cloud.neon;

import org.jspecify.annotations.NullMarked;
