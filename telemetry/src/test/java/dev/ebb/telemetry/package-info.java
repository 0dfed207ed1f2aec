@NullMarked
package dev.ebb.telemetry;

import org.jspecify.annotations.NullMarked;
