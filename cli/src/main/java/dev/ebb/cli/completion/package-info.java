/**
 * Scripts that teach a shell to complete the commands and options of Ebb, made from their syntax.
 *
 * <p>May use: cli.args.
 */
@NullMarked
package dev.ebb.cli.completion;

import org.jspecify.annotations.NullMarked;
