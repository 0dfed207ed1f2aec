/** Cloud SQL against a stub whose documents are held against Google's own classes. */
@NullMarked
package dev.ebb.cloud.cloudsql;

import org.jspecify.annotations.NullMarked;
