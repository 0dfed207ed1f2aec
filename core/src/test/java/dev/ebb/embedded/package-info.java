/** Tests on the embedded server, with real servers and real kills. */
@NullMarked
package dev.ebb.embedded;

import org.jspecify.annotations.NullMarked;
