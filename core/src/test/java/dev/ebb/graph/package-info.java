/** Claims on graphs and plans. */
@NullMarked
package dev.ebb.graph;

import org.jspecify.annotations.NullMarked;
