/** Claims on faults and problems. */
@NullMarked
package dev.ebb.fault;

import org.jspecify.annotations.NullMarked;
