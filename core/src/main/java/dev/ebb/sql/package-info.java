/**
 * SQL text as data: cut into tokens and statements with their places, quoted, classified, hashed.
 *
 * <p>May use: nothing.
 */
@NullMarked
package dev.ebb.sql;

import org.jspecify.annotations.NullMarked;
