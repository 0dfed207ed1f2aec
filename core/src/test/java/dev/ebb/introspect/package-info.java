/** Tests on reading catalogs from real servers. */
@NullMarked
package dev.ebb.introspect;

import org.jspecify.annotations.NullMarked;
