/** Tests on who waits for whom, and on ending sessions. */
@NullMarked
package dev.ebb.locks;

import org.jspecify.annotations.NullMarked;
