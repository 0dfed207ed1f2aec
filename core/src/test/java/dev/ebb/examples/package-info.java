/** Runs the examples that come with the project. */
@NullMarked
package dev.ebb.examples;

import org.jspecify.annotations.NullMarked;
