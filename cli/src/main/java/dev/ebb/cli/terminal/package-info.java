/**
 * Where output goes and questions are answered: results on one stream, talk on the other, colour
 * and animation only where somebody looks.
 *
 * <p>May use: nothing.
 */
@NullMarked
package dev.ebb.cli.terminal;

import org.jspecify.annotations.NullMarked;
