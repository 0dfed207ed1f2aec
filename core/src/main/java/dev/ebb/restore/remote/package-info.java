/**
 * Branches at a provider's: copies that share what they have in common, at any moment of its
 * history. The contract of those who have them, found when somebody asks for one.
 *
 * <p>May use: db, fault, restore.pitr.
 */
@NullMarked
package dev.ebb.restore.remote;

import org.jspecify.annotations.NullMarked;
