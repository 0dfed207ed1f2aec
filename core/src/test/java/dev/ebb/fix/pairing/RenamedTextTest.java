package dev.ebb.fix.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.catalog.Difference.Renaming;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenamedTextTest {
  private final RenamedText text =
      new RenamedText(
          List.of(
              new Renaming(
                  new ObjectName(Kind.TABLE, "public.person"),
                  new ObjectName(Kind.TABLE, "attic.people")),
              new Renaming(
                  new ObjectName(Kind.COLUMN, "public.person.\"a b\""),
                  new ObjectName(Kind.COLUMN, "attic.people.c"))));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT x FROM public.person | SELECT x FROM attic.people",
        "FROM public.person | FROM attic.people person",
        "CHECK ((\"a b\" > 0)) | CHECK ((c > 0))",
        "SELECT person.\"a b\" | SELECT person.c AS \"a b\"",
        "nextval('public.person'::regclass) | nextval('attic.people'::regclass)"
      })
  void followsNames(String before, String after) {
    assertThat(text.same(before, after)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT x FROM public.person | SELECT y FROM attic.people",
        "FROM public.person | FROM attic.people peter",
        "WHERE kind = 'person' | WHERE kind = 'people'",
        "FROM attic.people | FROM public.person",
        "SELECT 1 | SELECT 1, 2"
      })
  void tellsOtherChanges(String before, String after) {
    assertThat(text.same(before, after)).isFalse();
  }
}
