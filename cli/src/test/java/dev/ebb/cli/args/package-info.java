/** Tests on reading command lines. */
@NullMarked
package dev.ebb.cli.args;

import org.jspecify.annotations.NullMarked;
