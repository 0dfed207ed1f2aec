/**
 * What each release gives: replayed on shadows, recorded, and held against what was recorded.
 *
 * <p>May use: catalog, event, fault, graph, introspect, release, run, shadow, source, version.
 */
@NullMarked
package dev.ebb.attest;

import org.jspecify.annotations.NullMarked;
