package dev.ebb.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private static final CatalogObject USERS =
      new CatalogObject(Kind.TABLE, "public.users", Facts.of(Fact.SORT, "table"));
  private static final CatalogObject HANDLE = column("handle", "text", 1);
  private static final CatalogObject AGE = column("age", "integer", 2);

  @Test
  void theOrderOfReadingDoesNotCount() {
    List<CatalogObject> objects = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      objects.add(view("o" + i, "d" + i));
    }
    Catalog ordered = Catalog.of(objects);
    Collections.shuffle(objects, new Random(20261121));
    assertThat(Catalog.of(objects)).isEqualTo(ordered);
    assertThat(Catalog.of(objects).fingerprint()).isEqualTo(ordered.fingerprint());
  }

  @Test
  void noTextCanPoseAsTwo() {
    assertThat(
            List.of(
                Catalog.of(List.of(view("a", "b:c"))).fingerprint(),
                Catalog.of(List.of(view("a:b", "c"))).fingerprint(),
                Catalog.of(List.of(view("ab", ":c"))).fingerprint(),
                Catalog.of(List.of(view("a", "b"), view("c", ""))).fingerprint()))
        .doesNotHaveDuplicates();
  }

  // The value is part of what Ebb stores: it must not change unless its version does.
  @Test
  void theFingerprintOfTheSameObjectsNeverChanges() {
    assertThat(Catalog.of(List.of(USERS, HANDLE)).fingerprint().value())
        .matches("c2:[0-9a-f]{64}")
        .isEqualTo(Catalog.of(List.of(HANDLE, USERS)).fingerprint().value());
    assertThat(Catalog.EMPTY.fingerprint().value())
        .isEqualTo("c2:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void anObjectHasItsOwnFingerprint() {
    assertThat(HANDLE.fingerprint()).isEqualTo(column("handle", "text", 1).fingerprint());
    assertThat(HANDLE.fingerprint()).isNotEqualTo(column("handle", "text", 2).fingerprint());
  }

  @Test
  void aDifferenceNamesWhatIsMissingNewAndChanged() {
    Catalog here = Catalog.of(List.of(USERS, HANDLE));
    Catalog there =
        Catalog.of(
            List.of(
                new CatalogObject(
                    HANDLE.name(), HANDLE.facts().with(Fact.TYPE, "citext").with(Fact.NOT_NULL)),
                view("public.v", "SELECT 1")));
    assertThat(here.difference(there).lines())
        .containsExactly(
            "- table public.users: sort table",
            "+ view public.v: query SELECT 1",
            "~ column public.users.handle: type text, now citext; now not null");
    assertThat(here.difference(there).changed().getFirst().facts())
        .containsExactly(Fact.TYPE, Fact.NOT_NULL);
    assertThat(here.difference(here).isEmpty()).isTrue();
  }

  @Test
  void theOrderOfColumnsIsAVerdictOfItsOwn() {
    Catalog here = Catalog.of(List.of(USERS, HANDLE, AGE));
    Catalog swapped =
        Catalog.of(List.of(USERS, column("handle", "text", 2), column("age", "integer", 1)));
    assertThat(here.fingerprint()).isNotEqualTo(swapped.fingerprint());
    assertThat(here.withoutColumnOrder().fingerprint())
        .isEqualTo(swapped.withoutColumnOrder().fingerprint());
    assertThat(here.difference(swapped).isOnlyColumnOrder()).isTrue();
    assertThat(here.difference(Catalog.of(List.of(USERS, HANDLE))).isOnlyColumnOrder()).isFalse();
    assertThat(here.difference(here).isOnlyColumnOrder()).isFalse();
  }

  @Test
  void byIdentityTwoTablesThatSwapTheirNamesAreTwoRenamings() {
    Catalog before = known(Map.of(view("a", "1"), 1, view("b", "2"), 2, view("c", "3"), 3));
    Catalog after = known(Map.of(view("b", "1"), 1, view("a", "2"), 2, view("c", "3"), 4));
    assertThat(before.difference(after).lines())
        .containsExactly("~ view a: query 1, now 2", "~ view b: query 2, now 1");
    Difference evolution = before.evolution(after);
    assertThat(evolution.lines()).containsExactly("~ view a to b", "~ view b to a");
    assertThat(evolution.recreated()).containsExactly(new ObjectName(Kind.VIEW, "c"));
  }

  @Test
  void aListIsReadAsTheServerWritesIt() {
    List<String> hostile = List.of("", "a b", "NULL", "c,d", "{e}", "f\"g", "h\\i", "ж", "plain");
    assertThat(Facts.NONE.with(Fact.LABELS, hostile).list(Fact.LABELS)).isEqualTo(hostile);
    assertThat(Facts.of(Fact.LABELS, "{}").list(Fact.LABELS)).isEmpty();
    assertThat(Facts.of(Fact.LABELS, "{\"\"}").list(Fact.LABELS)).containsExactly("");
    assertThat(Facts.NONE.list(Fact.LABELS)).isEmpty();
  }

  @Test
  void aPathIsTakenApartOnlyAtDotsOutsideOfQuotes() {
    ObjectName column = new ObjectName(Kind.COLUMN, "\"a.b\".\"c\"\"d.\".\"e.f\"");
    assertThat(column.container()).isEqualTo("\"a.b\".\"c\"\"d.\"");
    assertThat(column.simpleName()).isEqualTo("\"e.f\"");
    ObjectName routine = new ObjectName(Kind.ROUTINE, "s.f(public.t,integer)");
    assertThat(routine.container()).isEqualTo("s");
    assertThat(routine.simpleName()).isEqualTo("f(public.t,integer)");
    assertThat(new ObjectName(Kind.NAMESPACE, "\"x.y\"").container()).isEmpty();
  }

  @Test
  void dependenciesPutEachAfterAllThatItNeeds() {
    ObjectName table = new ObjectName(Kind.TABLE, "z");
    ObjectName column = new ObjectName(Kind.COLUMN, "z.a");
    ObjectName view = new ObjectName(Kind.VIEW, "b");
    ObjectName top = new ObjectName(Kind.VIEW, "a");
    Dependencies needs =
        new Dependencies(Map.of(column, List.of(table), view, List.of(column), top, List.of(view)));
    assertThat(needs.order(List.of(top, view, table))).containsExactly(table, view, top);
    assertThat(needs.order(List.of(top, table))).containsExactly(table, top);
    assertThat(needs.allOn(table)).containsExactlyInAnyOrder(column, view, top);
    assertThat(needs.on(column)).containsExactly(view);
    assertThat(needs.of(column)).containsExactly(table);
  }

  private static Catalog known(Map<CatalogObject, Integer> oids) {
    Map<ObjectName, Identity> identities = new java.util.HashMap<>();
    oids.forEach((object, oid) -> identities.put(object.name(), new Identity(1259, oid, 0)));
    return new Catalog(oids.keySet(), identities, Dependencies.NONE);
  }

  private static CatalogObject view(String path, String query) {
    return new CatalogObject(Kind.VIEW, path, Facts.of(Fact.QUERY, query));
  }

  private static CatalogObject column(String name, String type, int position) {
    Facts facts = Facts.of(Fact.TYPE, type).with(Fact.POSITION, Integer.toString(position));
    return new CatalogObject(Kind.COLUMN, "public.users." + name, facts);
  }
}
