package dev.ebb.cli.reliability;

import java.util.List;

/** One migration that was made up. */
record GeneratedMigration(long id, String name, List<Long> parents, String up, String down) {
  GeneratedMigration {
    parents = List.copyOf(parents);
  }

  boolean buildsConcurrently() {
    return up.contains("CREATE INDEX CONCURRENTLY")
        || up.contains("CREATE UNIQUE INDEX CONCURRENTLY");
  }
}
