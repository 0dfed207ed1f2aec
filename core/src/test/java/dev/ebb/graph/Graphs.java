package dev.ebb.graph;

import dev.ebb.sql.Script;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

/** Makes migrations and graphs for tests: by hand, or at random from a seed. */
final class Graphs {
  private Graphs() {}

  static Migration migration(long id, long... parents) {
    return migration(id, "SELECT " + id, "SELECT -(" + id + ")", parents);
  }

  static Migration migration(long id, String up, String down, long... parents) {
    return new Migration(
        new MigrationId(id),
        "m" + id,
        LongStream.of(parents).mapToObj(MigrationId::new).toList(),
        Set.of(),
        new Source(id + "/up.sql", Script.parse(up)),
        new Source(id + "/down.sql", Script.parse(down)));
  }

  static List<MigrationId> ids(long... ids) {
    return LongStream.of(ids).mapToObj(MigrationId::new).toList();
  }

  static List<Long> numbers(Collection<Migration> migrations) {
    return migrations.stream().map(m -> m.id().value()).toList();
  }

  /** One root, long lines, branches that cross and merge; ids unrelated to the order. */
  static List<Migration> random(Random random, int size) {
    List<Long> ids =
        new ArrayList<>(random.longs().filter(i -> i != 0).distinct().limit(size).boxed().toList());
    if (random.nextBoolean()) {
      ids.sort(null);
    }
    List<Migration> made = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int parents = i == 0 ? 0 : 1 + Math.min(random.nextInt(4) * random.nextInt(2), i - 1);
      long[] chosen = new long[parents];
      for (int p = 0; p < parents; p++) {
        int back =
            random.nextInt(4) == 0 ? random.nextInt(i) : Math.max(0, i - 1 - random.nextInt(3));
        chosen[p] = ids.get(back);
      }
      made.add(migration(ids.get(i), chosen));
    }
    return made;
  }

  /** A ledger in which these are applied, in this order. */
  static LedgerState applied(Collection<MigrationId> ids) {
    List<Entry> entries = new ArrayList<>();
    for (MigrationId id : ids) {
      entries.add(entry(id, Standing.APPLIED, Direction.UP, entries.size() + 1));
    }
    return LedgerState.of(entries);
  }

  static Entry entry(MigrationId id, Standing standing, Direction direction, long row) {
    return new Entry(id, standing, direction, row, Instant.EPOCH, false, null, null);
  }
}
