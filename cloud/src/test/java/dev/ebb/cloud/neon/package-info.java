/** Neon against a stub that changes real data. */
@NullMarked
package dev.ebb.cloud.neon;

import org.jspecify.annotations.NullMarked;
