/** Tests of what is told of two catalogs seen together. */
@NullMarked
package dev.ebb.fix.pairing;

import org.jspecify.annotations.NullMarked;
