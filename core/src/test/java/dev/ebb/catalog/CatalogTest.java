package dev.ebb.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private static final CatalogObject USERS = new CatalogObject(Kind.TABLE, "public.users", "table");
  private static final CatalogObject HANDLE =
      new CatalogObject(Kind.COLUMN, "public.users.handle", "text at 1");

  @Test
  void theOrderOfReadingDoesNotCount() {
    List<CatalogObject> objects = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      objects.add(new CatalogObject(i % 2 == 0 ? Kind.VIEW : Kind.TABLE, "o" + i, "d" + i));
    }
    Catalog ordered = Catalog.of(objects);
    Collections.shuffle(objects, new Random(20261121));
    assertThat(Catalog.of(objects)).isEqualTo(ordered);
    assertThat(Catalog.of(objects).fingerprint()).isEqualTo(ordered.fingerprint());
  }

  @Test
  void noTextCanPoseAsTwo() {
    Catalog one = Catalog.of(List.of(new CatalogObject(Kind.VIEW, "a", "b:c")));
    Catalog other = Catalog.of(List.of(new CatalogObject(Kind.VIEW, "a:b", "c")));
    Catalog shifted = Catalog.of(List.of(new CatalogObject(Kind.VIEW, "ab", ":c")));
    assertThat(List.of(one.fingerprint(), other.fingerprint(), shifted.fingerprint()))
        .doesNotHaveDuplicates();
  }

  // The value is part of what Ebb stores: it must not change unless its version does.
  @Test
  void theFingerprintOfTheSameObjectsNeverChanges() {
    assertThat(Catalog.of(List.of(USERS, HANDLE)).fingerprint().value())
        .matches("c1:[0-9a-f]{64}")
        .isEqualTo(Catalog.of(List.of(HANDLE, USERS)).fingerprint().value());
    assertThat(Catalog.EMPTY.fingerprint().value())
        .isEqualTo("c1:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void aDifferenceNamesWhatIsMissingNewAndChanged() {
    CatalogObject longer = new CatalogObject(Kind.COLUMN, "public.users.handle", "citext at 1");
    CatalogObject view = new CatalogObject(Kind.VIEW, "public.v", "SELECT 1");
    Difference difference =
        Catalog.of(List.of(USERS, HANDLE)).difference(Catalog.of(List.of(longer, view)));
    assertThat(difference.lines())
        .containsExactly(
            "- table public.users: table",
            "+ view public.v: SELECT 1",
            "~ column public.users.handle: text at 1\n  now citext at 1");
    assertThat(Catalog.of(List.of(USERS)).difference(Catalog.of(List.of(USERS))).isEmpty())
        .isTrue();
  }
}
