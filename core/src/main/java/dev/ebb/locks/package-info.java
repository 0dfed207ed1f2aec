/**
 * Who waits for whom in a server, as a tree for people, and how to end one session in good order.
 *
 * <p>May use: db, fault.
 */
@NullMarked
package dev.ebb.locks;

import org.jspecify.annotations.NullMarked;
