package dev.ebb.keep;

import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
  @TempDir private Path folder;

  @Test
  void time() {
    for (String kind : new String[] {"DELETE FROM t1 WHERE id = %d", "UPDATE t1 SET a = 'x' WHERE id = %d", "ALTER TABLE t1 DROP c%d", "DROP TABLE d%d", "INSERT INTO t2 VALUES (%d)", "DO $$ BEGIN PERFORM %d; END $$", "CREATE TABLE n%d (id int)"}) {
      for (LossPolicy policy : new LossPolicy[] {LossPolicy.ACCEPT, LossPolicy.KEEP_OR_REFUSE, LossPolicy.ACCEPT, LossPolicy.KEEP_OR_REFUSE}) {
        try (TestDatabase db = TestPostgres.shared().newDatabase()) {
          KeepRig rig = new KeepRig(db, folder.resolve(policy + "" + Math.abs((kind + policy + System.nanoTime()).hashCode())));
          StringBuilder make = new StringBuilder("CREATE TABLE t1 (id int primary key, a text); CREATE TABLE t2 (id int);");
          for (int i = 0; i < 100; i++) make.append("CREATE TABLE d" + i + " (id int primary key, a text); INSERT INTO d" + i + " VALUES (1, 'a'); ALTER TABLE t1 ADD c" + i + " text;");
          rig.add(make.toString(), "SELECT 1");
          for (int i = 0; i < 40; i++) rig.add(kind.formatted(i), "SELECT 1");
          rig.up(1);
          db.execute("INSERT INTO t1 SELECT i, 'a' || i FROM generate_series(0, 1000) i; UPDATE t1 SET c1 = 'x', c2 = 'y', c3='z'");
          rig.policy = policy;
          long s = System.nanoTime();
          rig.up(41);
          System.out.printf("%-40s %-16s %5.1f ms a step, %d kept%n", kind, policy, (System.nanoTime() - s) / 40e6, rig.kept().size());
        }
      }
    }
  }
}
