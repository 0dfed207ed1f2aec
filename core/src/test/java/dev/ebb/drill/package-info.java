/** Claims on which way out is advised, and why. */
@NullMarked
package dev.ebb.drill;

import org.jspecify.annotations.NullMarked;
