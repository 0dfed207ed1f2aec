/**
 * Reads migration definitions as they were at a revision of a Git repository, without a git binary.
 *
 * <p>May use: fault, release, source, version.
 */
@NullMarked
package dev.ebb.git;

import org.jspecify.annotations.NullMarked;
