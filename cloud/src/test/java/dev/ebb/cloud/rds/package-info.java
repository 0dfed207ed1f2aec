/** RDS and Aurora against a stub, by Amazon's own library. */
@NullMarked
package dev.ebb.cloud.rds;

import org.jspecify.annotations.NullMarked;
