/** Tests of what is read from PostgreSQL's programs for dumps. */
@NullMarked
package dev.ebb.restore.snapshot;

import org.jspecify.annotations.NullMarked;
