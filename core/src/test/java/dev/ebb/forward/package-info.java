@NullMarked
package dev.ebb.forward;

import org.jspecify.annotations.NullMarked;
