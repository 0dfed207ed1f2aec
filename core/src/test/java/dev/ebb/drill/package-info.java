/** Claims on what a drill writes, sees, and learns from those before. */
@NullMarked
package dev.ebb.drill;

import org.jspecify.annotations.NullMarked;
