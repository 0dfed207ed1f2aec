/**
 * Reads migration definitions as they were at a revision of a Git repository, without a git binary.
 *
 * <p>May use: source, fault.
 */
@NullMarked
package dev.ebb.git;

import org.jspecify.annotations.NullMarked;
