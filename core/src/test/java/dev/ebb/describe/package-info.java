/** Tests on catalogs as documents. */
@NullMarked
package dev.ebb.describe;

import org.jspecify.annotations.NullMarked;
