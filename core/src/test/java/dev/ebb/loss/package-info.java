/** Claims on what statements take away. */
@NullMarked
package dev.ebb.loss;

import org.jspecify.annotations.NullMarked;
