/**
 * What the author of an out-of-band migration declares: which rows, in which direction, how
 * politely, and between which releases; read from the project, with everything that is wrong at
 * once.
 *
 * <p>May use: db, fault, graph, source, sql, version, yaml.
 */
@NullMarked
package dev.ebb.outofband;

import org.jspecify.annotations.NullMarked;
