package dev.ebb.restore.branch;

import dev.ebb.restore.Method;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.swap.Tag;
import dev.ebb.restore.swap.Tag.Tagged;

/**
 * A copy of a database beside it.
 *
 * @param database its name on the server
 * @param point what it is good for
 */
public record Branch(String database, RestorePoint point) {
  static Branch of(Tagged tagged) {
    Tag tag = tagged.tag();
    return new Branch(
        tagged.database(),
        new RestorePoint(
            Method.BRANCH,
            tag.name(),
            tag.origin(),
            tag.at(),
            tag.lsn(),
            tag.contents(),
            tagged.bytes(),
            tag.verifiedAt()));
  }
}
