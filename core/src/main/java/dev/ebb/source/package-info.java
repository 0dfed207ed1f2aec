/**
 * Reads a project's definitions of migrations, from folders or any other tree of files and in
 * either layout, tells everything that is wrong with them at once, and writes new ones.
 *
 * <p>May use: graph, sql, yaml, fault.
 */
@NullMarked
package dev.ebb.source;

import org.jspecify.annotations.NullMarked;
