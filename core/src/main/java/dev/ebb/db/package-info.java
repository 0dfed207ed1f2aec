/**
 * One pinned session to PostgreSQL: settings, connecting, statements, the advisory lock, who blocks
 * whom. The only package that knows JDBC.
 *
 * <p>May use: fault, sql.
 */
@NullMarked
package dev.ebb.db;

import org.jspecify.annotations.NullMarked;
