/** Tests of what is read from pgBackRest and PostgreSQL. */
@NullMarked
package dev.ebb.restore.pgbackrest;

import org.jspecify.annotations.NullMarked;
