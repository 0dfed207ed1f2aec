package dev.ebb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens, cut as PostgreSQL's scanner cuts them. */
class LexerTest {

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    Lexer lexer = new Lexer(Lexer.charsOf(text), text.length());
    while (lexer.next()) {
      tokens.add(text.substring(lexer.start, lexer.end));
    }
    return tokens;
  }

  private static int kindOf(String token) {
    Lexer lexer = new Lexer(Lexer.charsOf(token), token.length());
    assertThat(lexer.next()).isTrue();
    assertThat(lexer.start).isZero();
    assertThat(lexer.end).isEqualTo(token.length());
    int kind = lexer.kind;
    assertThat(lexer.next()).isFalse();
    assertThat(lexer.kind).isEqualTo(Lexer.END);
    return kind;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "_", "A1$", "größe", "é", "\u00a0", "😀", "a$$b$$", "select"})
  void words(String token) {
    assertThat(kindOf(token)).isEqualTo(Lexer.WORD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\"", "\"\"\"\"", "\"a\nb\"", "U&\"a\"", "u&\"\\0041\"", "\"'\""})
  void quotedNames(String token) {
    assertThat(kindOf(token)).isEqualTo(Lexer.QUOTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "''", "''''", "'\\'", "E'\\''", "e'\\\\'", "b'1'", "X'f'", "N'a'", "U&'\\'", "'\n'"
      })
  void strings(String token) {
    assertThat(kindOf(token)).isEqualTo(Lexer.STRING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$$$$", "$a$$a$", "$a$ $$ $a$", "$_9$'$_9$", "$é$\"$é$", "$a$$$a$"})
  void dollarQuotes(String token) {
    assertThat(kindOf(token)).isEqualTo(Lexer.DOLLAR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "12.5", ".5", "1e9", "1E-9", "1.5e+9", "0xff", "0b10", "1_000"})
  void numbers(String token) {
    assertThat(kindOf(token)).isEqualTo(Lexer.NUMBER);
  }

  @ParameterizedTest
  @CsvSource({"$1,7", "$123,7", "+,8", "<=,8", "->>,8", "@-,8", "!~~*,8", "(,9", "),10", ";,11"})
  void parametersOperatorsAndParentheses(String token, int kind) {
    assertThat(kindOf(token)).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", ":", "::", ":=", "[", "]", "{", "$", "\0", "\u0001"})
  void everythingElse(String token) {
    assertThat(kindOf(token)).isEqualTo(Lexer.OTHER);
  }

  @Test
  void aPlusOrMinusAtTheEndOfAPlainOperatorStandsAlone() {
    assertThat(tokens("a<-b")).containsExactly("a", "<", "-", "b");
    assertThat(tokens("a*+-b")).containsExactly("a", "*", "+", "-", "b");
    assertThat(tokens("+-+")).containsExactly("+", "-", "+");
    assertThat(tokens("<+=-")).containsExactly("<+=", "-");
    assertThat(tokens("@+-")).containsExactly("@+-");
    assertThat(tokens("+@-")).containsExactly("+@-");
  }

  @Test
  void commentsEndOperators() {
    assertThat(tokens("a<--b\nc")).containsExactly("a", "<", "c");
    assertThat(tokens("a@/*b*/c")).containsExactly("a", "@", "c");
    assertThat(tokens("a*/**/b")).containsExactly("a", "*", "b");
    assertThat(tokens("a- -b")).containsExactly("a", "-", "-", "b");
  }

  @Test
  void aWordEndsWhereAStringBegins() {
    assertThat(tokens("type'a'")).containsExactly("type", "'a'");
    assertThat(tokens("e 'a'")).containsExactly("e", "'a'");
    assertThat(tokens("u & 'a'")).containsExactly("u", "&", "'a'");
    assertThat(tokens("u&a")).containsExactly("u", "&", "a");
    assertThat(tokens("a\"b\"c")).containsExactly("a", "\"b\"", "c");
  }

  @Test
  void aLineEndContinuesAString() {
    String text = "E'a'\n'\\'b' 'c'";
    Lexer lexer = new Lexer(Lexer.charsOf(text), text.length());
    List<Integer> kinds = new ArrayList<>();
    while (lexer.next()) {
      kinds.add(lexer.kind);
    }
    assertThat(kinds).containsExactly(Lexer.STRING, Lexer.CONTINUED, Lexer.STRING);
    assertThat(tokens(text)).containsExactly("E'a'", "'\\'b'", "'c'");
  }

  @Test
  void aPsqlCommandIsTheRestOfItsLine() {
    assertThat(tokens("a \\echo b; c\r\nd")).containsExactly("a", "\\echo b; c", "d");
    assertThat(kindOf("\\x")).isEqualTo(Lexer.BACKSLASH);
  }

  @Test
  void arraysAndCastsAreCutSmall() {
    assertThat(tokens("a[1:2]::int[]"))
        .containsExactly("a", "[", "1", ":", "2", "]", "::", "int", "[", "]");
    assertThat(tokens("a.b.c:=1")).containsExactly("a", ".", "b", ".", "c", ":=", "1");
  }

  @Test
  void theFoldedFormIsThatOfTheServer() {
    assertThat(Identifiers.fold("abc")).isEqualTo("abc");
    assertThat(Identifiers.fold("aBCÄ\u212a")).isEqualTo("abcÄ\u212a");
    assertThat(Identifiers.fold("")).isEmpty();
  }

  @Test
  void escapesInStringsAreUnderstood() {
    assertThat(Identifiers.unquote("'a\\n'", '\\')).isEqualTo("a\\n");
    assertThat(Identifiers.unquote("E'\\b\\f\\n\\r\\t\\q'", '\\')).isEqualTo("\b\f\n\r\tq");
    assertThat(Identifiers.unquote("E'\\7\\101\\x4\\x41\\u0041'", '\\'))
        .isEqualTo("\u0007A\u0004AA");
    assertThat(Identifiers.unquote("E'\\'", '\\')).isEqualTo("\\");
    assertThat(Identifiers.unquote("U&'\\D83D\\DE00'", '\\')).isEqualTo("😀");
    assertThat(Identifiers.unquote("U&'\\zz'", '\\')).isEqualTo("zz");
    assertThat(Identifiers.unquote("'", '\\')).isEmpty();
    assertThat(Identifiers.unquote("bare", '\\')).isEqualTo("bare");
  }
}
