/**
 * Everything that Ebb says happened, as one sealed family of facts, and who listens.
 *
 * <p>May use: graph.
 */
@NullMarked
package dev.ebb.event;

import org.jspecify.annotations.NullMarked;
