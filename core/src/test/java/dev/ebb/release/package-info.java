/** Claims on releases as data. */
@NullMarked
package dev.ebb.release;

import org.jspecify.annotations.NullMarked;
