package dev.ebb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts for a checksum and what does not. */
class ChecksumTest {

  private static Checksum sum(String text) {
    return Script.parse(text).checksum();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select A,b from T where x='Y';",
        "SELECT a, b\r\nFROM t\r\nWHERE x = 'Y'\r\n;\r\n",
        "-- why\nSELECT a /* first */ , b FROM t -- here\nWHERE x='Y'",
        "\uFEFFSELECT a,b FROM t WHERE x='Y';;;",
        "BEGIN; SELECT a,b FROM t WHERE x='Y'; COMMIT;",
        "\\set ON_ERROR_STOP on\nSELECT a,b FROM t WHERE x='Y';"
      })
  void theWayOfWritingDoesNotCount(String text) {
    assertThat(sum(text)).isEqualTo(sum("SELECT a, b FROM t WHERE x = 'Y'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a, b FROM t WHERE x = 'y'",
        "SELECT \"a\", b FROM t WHERE x = 'Y'",
        "SELECT \"A\", b FROM t WHERE x = 'Y'",
        "SELECT a b FROM t WHERE x = 'Y'",
        "SELECT a, b FROM t WHERE x = ' Y'",
        "SELECT a, b FROM t WHERE x = E'Y'",
        "SELECT a, b FROM t WHERE x = $$Y$$",
        "SELECT a, b FROM t; WHERE x = 'Y'",
        "SELECT a, b FROM t WHERE x = 'Y'; SELECT a",
        "SELECT ab FROM t WHERE x = 'Y'",
        "SELECT a, b FROM t WHERE x < = 'Y'",
        ""
      })
  void whatTheServerSeesCounts(String text) {
    assertThat(sum(text)).isNotEqualTo(sum("SELECT a, b FROM t WHERE x = 'Y'"));
  }

  @Test
  void lineEndsInStringsDoNotCount() {
    assertThat(sum("DO $$\r\nBEGIN\r\nEND\r\n$$")).isEqualTo(sum("DO $$\nBEGIN\nEND\n$$"));
    assertThat(sum("SELECT 'a\r\nb', \"c\r\nd\"")).isEqualTo(sum("SELECT 'a\nb', \"c\nd\""));
    assertThat(sum("SELECT 'a'\r\n  'b'")).isEqualTo(sum("SELECT 'a'\n'b'"));
    assertThat(sum("SELECT 'a\rb'")).isNotEqualTo(sum("SELECT 'a\nb'"));
  }

  @Test
  void whiteSpaceAndCommentsInBodiesCount() {
    assertThat(sum("DO $$ BEGIN END $$")).isNotEqualTo(sum("DO $$ BEGIN  END $$"));
    assertThat(sum("DO $$ BEGIN END $$")).isNotEqualTo(sum("DO $$ BEGIN /**/ END $$"));
  }

  @Test
  void tokensDoNotRunIntoEachOther() {
    assertThat(sum("SELECT a b")).isNotEqualTo(sum("SELECT ab"));
    assertThat(sum("SELECT 'a' 'b'")).isNotEqualTo(sum("SELECT 'a''b'"));
    assertThat(sum("SELECT 'a'\n'b'")).isNotEqualTo(sum("SELECT 'a''b'"));
    assertThat(sum("SELECT 1; 2")).isNotEqualTo(sum("SELECT 1 2"));
    assertThat(sum("SELECT a::b")).isNotEqualTo(sum("SELECT a: :b"));
  }

  @Test
  void operatorsAreCutAsTheServerCutsThem() {
    assertThat(sum("SELECT a<-1")).isEqualTo(sum("SELECT a < - 1"));
    assertThat(sum("SELECT a*-1, a+-+1")).isEqualTo(sum("SELECT a * - 1, a + - + 1"));
    assertThat(sum("SELECT a@-1")).isNotEqualTo(sum("SELECT a @ - 1"));
    assertThat(sum("SELECT a->b")).isNotEqualTo(sum("SELECT a - > b"));
  }

  @Test
  void theCaseOfPrefixesIsSpelling() {
    assertThat(sum("SELECT e'a', x'1F', u&\"B\"")).isEqualTo(sum("SELECT E'a', X'1F', U&\"B\""));
    assertThat(sum("SELECT E'A'")).isNotEqualTo(sum("SELECT E'a'"));
  }

  @Test
  void onlyAsciiIsFolded() {
    assertThat(sum("SELECT ä")).isNotEqualTo(sum("SELECT Ä"));
    // the Kelvin sign is no k
    assertThat(sum("SELECT \u212a")).isNotEqualTo(sum("SELECT k"));
  }

  @Test
  void theTextIsHashedAsUtf8() {
    Set<Checksum> sums = ConcurrentHashMap.newKeySet();
    for (String text : List.of("é", "ß", "水", "😀", "😁", "߿", "ࠀ", "\uffff")) {
      assertThat(sums.add(sum("SELECT '" + text + "'"))).isTrue();
    }
  }

  @Test
  void theAlgorithmIsFixedForEver() {
    // these stand in databases: if one of them changes, the algorithm needs a new name
    assertThat(sum("").value())
        .isEqualTo("s1:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(
            sum("CREATE TABLE \"T\" (a int); -- x\nINSERT INTO t VALUES (E'1', $1, $$ü😀$$, 1.5)")
                .value())
        .isEqualTo("s1:bce963cc210858fe14024affbd3892b16f394615a8a9f659114e220a70c4e342");
    assertThat(sum("COPY t FROM stdin;\n1\n\\.\n").value())
        .isEqualTo("s1:1abb6d097302d4f14ab20e7c0caa7845fb07f741df47c706fc849fd6cc6c8067");
  }

  @Test
  void statementsHaveSumsOfTheirOwn() {
    Script script = Script.parse("SELECT 1; SELECT 2; select 1");
    List<Checksum> sums = script.statements().stream().map(Statement::checksum).toList();
    assertThat(sums.get(0)).isEqualTo(sums.get(2)).isNotEqualTo(sums.get(1));
    assertThat(sums.get(0)).isEqualTo(Script.parse("SELECT 1").checksum());
    assertThat(script.statements().getFirst().shortSum()).matches("[0-9a-f]{12}");
    assertThat(sums.getFirst().value()).startsWith("s1:" + sums.getFirst().shortSum());
  }

  @Test
  void theSumIsTheSameFromManyThreads() throws InterruptedException {
    Script script = Script.parse("SELECT 1; ".repeat(1000));
    Set<Checksum> seen = ConcurrentHashMap.newKeySet();
    Thread[] threads = new Thread[8];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = Thread.ofVirtual().start(() -> seen.add(script.checksum()));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(seen).containsExactly(script.checksum());
    assertThat(script.checksum()).isSameAs(script.checksum());
  }

  @Test
  void aChecksumKnowsItsVersion() {
    assertThat(sum("SELECT 1").version()).isEqualTo("s1");
    assertThat(new Checksum("s2:abc").shortSum()).isEqualTo("abc");
    assertThatThrownBy(() -> new Checksum("abc")).isInstanceOf(IllegalArgumentException.class);
  }
}
