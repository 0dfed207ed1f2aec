package dev.ebb.fix.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.catalog.Catalog;
import dev.ebb.fix.pairing.Conversions.Conversion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionsTest {
  private final Conversions conversions = new Conversions(Catalog.EMPTY);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "integer | bigint",
        "bigint | integer",
        "integer | numeric",
        "integer | text",
        "character varying(20) | character varying(5)",
        "text | character varying(5)",
        "numeric(10,2) | numeric(12,4)",
        "integer[] | bigint[]",
        "real | double precision"
      })
  void needsNoUsingAndLosesNothing(String from, String to) {
    Conversion conversion = conversions.between(from, to);
    assertThat(conversion.using()).isEmpty();
    assertThat(conversion.lossless()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "numeric(10,4) | numeric(10,2)",
        "double precision | real",
        "timestamp without time zone | date",
        "timestamp without time zone | timestamp(0) without time zone",
        "json | jsonb",
        "text | name",
        "character(5) | text",
        "numeric | integer",
        "timestamp without time zone | timestamp with time zone"
      })
  void needsNoUsingAndMayLose(String from, String to) {
    Conversion conversion = conversions.between(from, to);
    assertThat(conversion.using()).isEmpty();
    assertThat(conversion.lossless()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text | integer | %s::integer",
        "boolean | public.state | %s::text::public.state",
        "integer | boolean | %s::boolean",
        "public.a | public.b | %s::text::public.b",
        "text | integer[] | %s::text::integer[]"
      })
  void mustBeAskedFor(String from, String to, String using) {
    assertThat(conversions.between(from, to).using()).isEqualTo(using);
  }
}
