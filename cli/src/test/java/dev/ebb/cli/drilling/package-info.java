/** Tests of parts of the drill that need no server. */
@NullMarked
package dev.ebb.cli.drilling;

import org.jspecify.annotations.NullMarked;
