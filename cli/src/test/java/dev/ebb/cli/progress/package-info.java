/** Tests on what is shown while something happens. */
@NullMarked
package dev.ebb.cli.progress;

import org.jspecify.annotations.NullMarked;
