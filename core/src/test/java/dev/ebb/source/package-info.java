/** Claims on what is read from projects and written into them. */
@NullMarked
package dev.ebb.source;

import org.jspecify.annotations.NullMarked;
