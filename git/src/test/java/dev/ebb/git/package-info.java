/** Claims on what is read from repositories. */
@NullMarked
package dev.ebb.git;

import org.jspecify.annotations.NullMarked;
