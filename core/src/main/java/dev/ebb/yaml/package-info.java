/**
 * YAML as data that knows where it stands in which file, held against the keys and types that are
 * expected there.
 *
 * <p>May use: fault.
 */
@NullMarked
package dev.ebb.yaml;

import org.jspecify.annotations.NullMarked;
