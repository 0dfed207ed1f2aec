package dev.ebb.keep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was seen before a run of many steps is relied on only where it still holds. */
class LongPlanTest {
  private static final String ITEMS =
      "CREATE TABLE items (id serial PRIMARY KEY, name text, price int)";

  @RegisterExtension private final KeepRig rig = new KeepRig();
  private final TestDatabase db = rig.db;

  private void goAndReturn(int steps, String rows, String... kept) {
    rig.up(steps);
    db.execute(rows);
    String before = db.catalogAndData();
    rig.down(0);
    assertThat(rig.kept()).containsExactlyInAnyOrder(kept);
    rig.up(steps);
    assertThat(rig.returned()).noneMatch(r -> r.contains("left"));
    assertThat(db.catalogAndData()).isEqualTo(before);
    assertThat(rig.stores()).isEmpty();
    rig.assertNoTraces();
  }

  @Test
  void everyColumnAndThenTheTableAreKeptOverManySteps() {
    rig.add(ITEMS, "DROP TABLE items");
    List<String> kept = new ArrayList<>(List.of("table public.items 2"));
    for (int i = 1; i <= 12; i++) {
      rig.add("ALTER TABLE items ADD c" + i + " text", "ALTER TABLE items DROP c" + i);
      kept.add("column public.items.c" + i + " 1");
    }
    String values = "'v'" + ", 'v'".repeat(11);
    goAndReturn(
        13,
        "INSERT INTO items (name, price) VALUES ('a', 1);"
            + "INSERT INTO items VALUES (default, 'b', 2, "
            + values
            + ")",
        kept.toArray(String[]::new));
  }

  @Test
  void aTableThatAnEarlierStepRenamesAndAnotherTakesItsNameIsNotTakenForIt() {
    rig.add(ITEMS + "; CREATE TABLE other (id int PRIMARY KEY, x text)", "DROP TABLE items, other")
        .add(
            "ALTER TABLE other RENAME TO t; ALTER TABLE items RENAME TO other;"
                + " ALTER TABLE t RENAME TO items",
            "ALTER TABLE items RENAME TO t; ALTER TABLE other RENAME TO items;"
                + " ALTER TABLE t RENAME TO other")
        .add("ALTER TABLE items ADD y int", "ALTER TABLE items DROP y");
    goAndReturn(
        3,
        "INSERT INTO items VALUES (7, 'x', 8); INSERT INTO other (name) VALUES ('a'), ('b')",
        "column public.items.y 1",
        "table public.items 2",
        "table public.other 1");
  }

  @Test
  void aKeyThatAnEarlierStepDropsIsNoKeyAnyMore() {
    rig.add("CREATE TABLE items (id int, note text)", "DROP TABLE items")
        .add("ALTER TABLE items ADD extra text", "ALTER TABLE items DROP extra")
        .add(
            "ALTER TABLE items ADD PRIMARY KEY (id)",
            "ALTER TABLE items DROP CONSTRAINT items_pkey, ALTER id DROP NOT NULL");
    goAndReturn(
        3,
        "INSERT INTO items VALUES (1, 'a', 'x'), (2, 'a', 'y')",
        "column public.items.extra 2",
        "table public.items 2");
  }

  @Test
  void valuesThatSeveralStepsWriteOverComeBackThroughAllOfThem() {
    rig.add(ITEMS, "DROP TABLE items")
        .add(
            "UPDATE items SET price = price + 1 WHERE price > 5",
            "UPDATE items SET price = price / 2 WHERE price > 5")
        .add(
            "UPDATE items SET name = upper(name), price = coalesce(price, 0) * 2",
            "UPDATE items SET name = lower(name), price = greatest(price, 3) / 2");
    rig.up(3);
    db.execute("INSERT INTO items (name, price) VALUES ('Ab', 40), ('c', 2), (NULL, NULL)");
    rig.down(1);
    assertThat(rig.kept())
        .containsExactly("values of public.items.name, price 2", "values of public.items.price 1");
    rig.up(3);
    assertThat(rig.returned()).noneMatch(r -> r.contains("left"));
    assertThat(db.query("SELECT id, name, price FROM items ORDER BY id"))
        .containsExactly("1|Ab|40", "2|C|2", "3|<null>|2");
  }

  @Test
  void aTriggerThatAnEarlierStepPutsOnTheTableIsMinded() {
    String code =
        "CREATE FUNCTION wipe() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN DELETE FROM log WHERE item = OLD.id; RETURN NEW; END';";
    rig.add(ITEMS + "; CREATE TABLE log (item int PRIMARY KEY, what text)", "SELECT 1")
        .add("SELECT 1", "UPDATE items SET price = 0")
        .add(
            "SELECT 1",
            code + "CREATE TRIGGER wipe AFTER UPDATE ON items FOR EACH ROW EXECUTE FUNCTION wipe()")
        .up(3);
    db.execute("INSERT INTO items (price) VALUES (5); INSERT INTO log VALUES (1, 'kept')");
    rig.down(1);
    assertThat(rig.kept())
        .containsExactlyInAnyOrder("values of public.items.price 1", "rows of public.log 1");
  }

  @Test
  void aFunctionThatAnUpdateCallsIsLookedInto() {
    rig.add(
            ITEMS
                + "; CREATE TABLE log (item int PRIMARY KEY);"
                + "CREATE FUNCTION wipe(i int) RETURNS int LANGUAGE plpgsql AS"
                + " 'BEGIN DELETE FROM log WHERE item = i; RETURN 0; END'",
            "SELECT 1")
        .add("SELECT 1", "UPDATE items SET price = wipe(id)")
        .up(2);
    db.execute("INSERT INTO items (price) VALUES (5); INSERT INTO log VALUES (1)");
    rig.down(1);
    assertThat(rig.kept())
        .containsExactlyInAnyOrder("values of public.items.price 1", "rows of public.log 1");
  }

  @Test
  void rolesAndSettingsOfAScriptOutliveTheKeeping() {
    db.execute("CREATE SCHEMA other");
    rig.add(
            "CREATE TABLE other.items (id int PRIMARY KEY, name text, at timestamptz);"
                + " CREATE TABLE said (what text)",
            "SELECT 1")
        .add(
            "SELECT 1",
            """
            SET search_path = other;
            SET intervalstyle = 'sql_standard';
            ALTER TABLE items DROP at;
            INSERT INTO public.said VALUES (current_setting('search_path') || ' '
              || current_setting('intervalstyle') || ' ' || current_user)
            """)
        .up(2);
    db.execute("INSERT INTO other.items VALUES (1, 'a', '2020-02-01 12:00+00')");
    rig.down(1);
    assertThat(rig.kept()).containsExactly("column other.items.at 1");
    assertThat(db.value("SELECT what FROM said")).isEqualTo("other sql_standard " + db.user());
  }

  @Test
  void aPathOfTheScriptsOwnMakesANameAnotherTable() {
    db.execute("CREATE SCHEMA other; CREATE TABLE other.items (id int PRIMARY KEY, price text)");
    rig.add(ITEMS, "DROP TABLE items")
        .add("SELECT 1", "SET search_path = other; UPDATE items SET price = 'none'")
        .add("SELECT 1", "UPDATE items SET price = 0 WHERE id = 1")
        .up(3);
    db.execute("INSERT INTO items (price) VALUES (5); INSERT INTO other.items VALUES (1, 'x')");
    rig.down(1);
    assertThat(rig.kept())
        .containsExactly("values of public.items.price 1", "values of other.items.price 1");
  }

  @Test
  void aWayDownThatOnlyTheDatabaseKnowsKeepsAsWell() {
    rig.add(ITEMS, "DROP TABLE items")
        .add("ALTER TABLE items ADD note text", "ALTER TABLE items DROP note")
        .up(2);
    db.execute("INSERT INTO items (name, note) VALUES ('a', 'x'), ('b', NULL)");
    String before = db.catalogAndData();
    rig.remove(2);
    rig.down(1);
    assertThat(rig.kept()).containsExactly("column public.items.note 1");
    rig.write(2, "ALTER TABLE items ADD note text", "ALTER TABLE items DROP note").up(2);
    assertThat(db.catalogAndData()).isEqualTo(before);
    assertThat(rig.stores()).isEmpty();
  }
}
