/** Claims on which way out is advised, and why. */
@NullMarked
package dev.ebb.advice;

import org.jspecify.annotations.NullMarked;
