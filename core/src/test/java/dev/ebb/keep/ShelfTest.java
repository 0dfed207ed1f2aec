package dev.ebb.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.fault.Fault;
import dev.ebb.fixture.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person does with what is kept. */
class ShelfTest {
  @RegisterExtension private final KeepRig rig = new KeepRig();
  private final TestDatabase db = rig.db;

  @BeforeEach
  void start() {
    rig.add("CREATE TABLE t (id int PRIMARY KEY, v text)", "DROP TABLE t")
        .add("SELECT 1", "UPDATE t SET v = upper(v)")
        .add("SELECT 1", "DELETE FROM t WHERE id > 2")
        .up(3);
    db.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')");
  }

  private long only() {
    return rig.ebb().kept(KeepRig.SCHEMA).stream()
        .filter(k -> k.store() != null)
        .findFirst()
        .orElseThrow()
        .id();
  }

  @Test
  void liveValuesWinUnlessThePersonSaysOtherwise() {
    rig.down(1);
    db.execute("UPDATE t SET v = 'mine' WHERE id = 1");
    long values =
        rig.ebb().kept(KeepRig.SCHEMA).stream()
            .filter(k -> k.kind() == KeptKind.VALUES)
            .findFirst()
            .orElseThrow()
            .id();
    Shelf.Restored first = rig.ebb().restoreKept(KeepRig.SCHEMA, values, Shelf.Winner.LIVE);
    assertThat(first.returned()).isEqualTo(1);
    assertThat(first.left()).isEqualTo(1);
    assertThat(db.query("SELECT v FROM t ORDER BY id")).containsExactly("mine", "b");
    Shelf.Restored second = rig.ebb().restoreKept(KeepRig.SCHEMA, values, Shelf.Winner.KEPT);
    assertThat(second.left()).isZero();
    assertThat(db.query("SELECT v FROM t ORDER BY id")).containsExactly("a", "b");
    assertThat(rig.stores()).hasSize(1);
  }

  @Test
  void whatIsExportedIsWhatIsStored() {
    rig.down(2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(rig.ebb().exportKept(KeepRig.SCHEMA, only(), out)).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("id,v\n3,c\n");
  }

  @Test
  void whatIsPurgedIsGoneAndStaysInTheBooks() {
    rig.down(2);
    long id = only();
    rig.ebb().purgeKept(KeepRig.SCHEMA, id);
    assertThat(rig.stores()).isEmpty();
    assertThat(rig.ebb().kept(KeepRig.SCHEMA).getFirst().state()).isEqualTo(Kept.State.PURGED);
    assertThatThrownBy(() -> rig.ebb().purgeKept(KeepRig.SCHEMA, id))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("nothing is stored under number " + id);
    rig.up(3);
    assertThat(rig.returned()).isEmpty();
    assertThat(db.query("SELECT id FROM t ORDER BY 1")).containsExactly("1", "2");
  }

  @Test
  void whatSomebodyAlteredInTheStoreDoesNotComeBackByItself() {
    rig.down(2);
    db.execute("UPDATE ebb_keep.kept_" + only() + " SET v = 'forged'");
    rig.up(3);
    assertThat(rig.returned())
        .containsExactly("rows of public.t 0 left 1: what is stored was altered since it was kept");
    assertThat(db.query("SELECT id FROM t ORDER BY 1")).containsExactly("1", "2");
    rig.ebb().restoreKept(KeepRig.SCHEMA, only(), Shelf.Winner.LIVE);
    assertThat(db.query("SELECT id FROM t ORDER BY 1")).containsExactly("1", "2", "3");
  }
}
