/** Tests on catalogs as values. */
@NullMarked
package dev.ebb.catalog;

import org.jspecify.annotations.NullMarked;
