/** What scratch databases promise. */
@NullMarked
package dev.ebb.shadow;

import org.jspecify.annotations.NullMarked;
