/** Tests on proofs of ways back, on real servers. */
@NullMarked
package dev.ebb.proof;

import org.jspecify.annotations.NullMarked;
