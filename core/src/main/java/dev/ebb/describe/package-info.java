/**
 * A catalog as a document of JSON, and back, also in the shape in which the tool that Ebb descends
 * from published its schemas; and as SQL that builds it from nothing. Pure.
 *
 * <p>May use: catalog, fault, fix, sql.
 */
@NullMarked
package dev.ebb.describe;

import org.jspecify.annotations.NullMarked;
