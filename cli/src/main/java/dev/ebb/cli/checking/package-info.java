/**
 * What commands share that look at migrations without changing anybody's database: where scratch
 * databases are made and throw-away servers, what is new since a revision, where a file is in its
 * repository, and signs of life.
 *
 * <p>May use: cli.args, cli.invocation, cli.terminal, db, ebb, embedded, fault, git, graph, shadow,
 * source, sql.
 */
@NullMarked
package dev.ebb.cli.checking;

import org.jspecify.annotations.NullMarked;
