/**
 * Kills, cuts and crowds the real command on real servers, and demands that the next run mends it
 * all.
 */
@NullMarked
package dev.ebb.cli.reliability;

import org.jspecify.annotations.NullMarked;
