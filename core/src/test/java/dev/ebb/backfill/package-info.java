/** Out-of-band migrations run on real servers: to the end, back, killed, blocked, misdeclared. */
@NullMarked
package dev.ebb.backfill;

import org.jspecify.annotations.NullMarked;
