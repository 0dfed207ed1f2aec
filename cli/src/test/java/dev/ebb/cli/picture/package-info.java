/** Tests on pictures of migrations. */
@NullMarked
package dev.ebb.cli.picture;

import org.jspecify.annotations.NullMarked;
