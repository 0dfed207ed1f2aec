/** Claims on YAML. */
@NullMarked
package dev.ebb.yaml;

import org.jspecify.annotations.NullMarked;
