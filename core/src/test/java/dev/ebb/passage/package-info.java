/** Tests of what is found out before a passage. */
@NullMarked
package dev.ebb.passage;

import org.jspecify.annotations.NullMarked;
