/** Tests on the ledger, on a real server. */
@NullMarked
package dev.ebb.ledger;

import org.jspecify.annotations.NullMarked;
