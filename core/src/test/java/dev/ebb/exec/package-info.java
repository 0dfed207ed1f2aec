/** Tests on running other programs. */
@NullMarked
package dev.ebb.exec;

import org.jspecify.annotations.NullMarked;
