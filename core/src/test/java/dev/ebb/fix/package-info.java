/** Tests of SQL from a difference, over a catalogue of changes. */
@NullMarked
package dev.ebb.fix;

import org.jspecify.annotations.NullMarked;
