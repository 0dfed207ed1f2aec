/**
 * Going back to a moment of a whole server: what moments there are, restoring one into a new place
 * beside the old one, looking into it, and having it serve. The contract of those who can, and what
 * they have in common.
 *
 * <p>May use: db, fault, restore, restore.swap.
 */
@NullMarked
package dev.ebb.restore.pitr;

import org.jspecify.annotations.NullMarked;
