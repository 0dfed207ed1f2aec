/** Stubs of providers and what all tests of them need. */
@NullMarked
package dev.ebb.cloud;

import org.jspecify.annotations.NullMarked;
