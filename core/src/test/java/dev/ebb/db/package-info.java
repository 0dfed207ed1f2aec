/** Tests on one pinned session to PostgreSQL. */
@NullMarked
package dev.ebb.db;

import org.jspecify.annotations.NullMarked;
