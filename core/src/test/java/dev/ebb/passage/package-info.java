/** Claims on what is looked at before databases go from release to release. */
@NullMarked
package dev.ebb.passage;

import org.jspecify.annotations.NullMarked;
