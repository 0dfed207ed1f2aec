/**
 * Weighs the ways back: from facts that somebody else gathered to an order of all of them, each
 * with what speaks for and against it. Pure; asks nobody and does nothing.
 *
 * <p>May use: graph, restore, source.
 */
@NullMarked
package dev.ebb.advice;

import org.jspecify.annotations.NullMarked;
