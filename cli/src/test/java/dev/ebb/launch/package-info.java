/** What the shell script {@code ebb} and the distribution promise before any Java runs. */
@NullMarked
package dev.ebb.launch;

import org.jspecify.annotations.NullMarked;
