/** Tests on the structure of the whole project. */
@NullMarked
package dev.ebb.layout;

import org.jspecify.annotations.NullMarked;
