/**
 * What points in time of all managed services have in common: marks in notes, moments held against
 * what can be had, places that are recognised at the provider's, and waiting that has an end and
 * can be gone on with.
 *
 * <p>May use: cloud.wire, db, fault, restore, restore.pitr, restore.swap.
 */
@NullMarked
package dev.ebb.cloud.service;

import org.jspecify.annotations.NullMarked;
