/** Claims on the order of versions. */
@NullMarked
package dev.ebb.version;

import org.jspecify.annotations.NullMarked;
