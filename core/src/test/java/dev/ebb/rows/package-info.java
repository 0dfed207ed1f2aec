@NullMarked
package dev.ebb.rows;

import org.jspecify.annotations.NullMarked;
