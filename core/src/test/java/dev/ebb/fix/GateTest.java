package dev.ebb.fix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private static final Loss ROWS =
      new Loss(new ObjectName(Kind.TABLE, "public.t"), Loss.What.ROWS, "it goes");
  private static final Loss VALUES =
      new Loss(new ObjectName(Kind.COLUMN, "public.t.a"), Loss.What.VALUES, "it goes");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE public.t",
        "DROP TABLE IF EXISTS public.t",
        "ALTER TABLE public.t DROP COLUMN a",
        "ALTER TABLE ONLY public.t DROP a",
        "ALTER TABLE public.t ADD COLUMN b int, DROP COLUMN a",
        "DROP SEQUENCE public.s",
        "DROP SCHEMA side CASCADE",
        "DROP TYPE public.e CASCADE",
        "TRUNCATE public.t",
        "DELETE FROM public.t",
        "UPDATE public.t SET a = 1"
      })
  void refusesWhatTheLossReportDoesNotList(String sql) {
    assertThat(Gate.violations(sql, List.of(), List.of())).isNotEmpty();
  }

  @Test
  void letsPassWhatItLists() {
    assertThat(
            Gate.violations(
                "ALTER TABLE public.t DROP COLUMN a; DROP TABLE public.t;",
                List.of(ROWS, VALUES),
                List.of()))
        .isEmpty();
  }

  @Test
  void refusesToCreateAgainWhatItDropsEvenIfThatIsListed() {
    assertThat(
            Gate.violations(
                "DROP TABLE public.t; CREATE TABLE public.t (a int);", List.of(ROWS), List.of()))
        .singleElement()
        .asString()
        .contains("drops and creates table public.t");
    assertThat(
            Gate.violations(
                "ALTER TABLE public.t DROP COLUMN a; ALTER TABLE public.t ADD COLUMN a text;",
                List.of(VALUES),
                List.of()))
        .hasSize(1);
  }

  @Test
  void letsAComputedColumnComeAgain() {
    String sql =
        "ALTER TABLE public.t DROP COLUMN a;"
            + " ALTER TABLE public.t ADD COLUMN a int GENERATED ALWAYS AS (b) STORED;";
    List<Remark> computed = List.of(new Remark.HoldsNothing(VALUES.object()));
    assertThat(Gate.violations(sql, List.of(), computed)).isEmpty();
  }

  @Test
  void letsViewsAndFunctionsComeAgain() {
    assertThat(
            Gate.violations(
                "DROP VIEW public.v; CREATE VIEW public.v AS SELECT 1; DROP INDEX public.i;",
                List.of(),
                List.of()))
        .isEmpty();
  }
}
