/** Claims on keeping and giving back, on a real server. */
@NullMarked
package dev.ebb.keep;

import org.jspecify.annotations.NullMarked;
