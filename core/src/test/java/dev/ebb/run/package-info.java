/** Claims on runs, on a real server. */
@NullMarked
package dev.ebb.run;

import org.jspecify.annotations.NullMarked;
