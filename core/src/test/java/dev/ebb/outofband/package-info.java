/** Out-of-band migrations as they are declared: what is read, and what is refused where. */
@NullMarked
package dev.ebb.outofband;

import org.jspecify.annotations.NullMarked;
