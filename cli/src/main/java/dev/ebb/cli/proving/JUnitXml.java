package dev.ebb.cli.proving;

import dev.ebb.proof.Proof;
import dev.ebb.proof.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Proofs as test results in the XML that CI systems read: a suite for each schema, a case for each
 * migration; what is not provable, or in the baseline, is skipped.
 */
final class JUnitXml {
  private final StringBuilder xml =
      new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

  private JUnitXml() {}

  static String of(List<Proven> all) {
    JUnitXml document = new JUnitXml();
    document.xml.append("<testsuites name=\"ebb prove\">\n");
    all.forEach(document::suite);
    return document.xml.append("</testsuites>\n").toString();
  }

  private void suite(Proven proven) {
    long failures = proven.proofs().stream().filter(proven::fails).count();
    long skipped =
        proven.count(Verdict.NotProvable.class) + proven.count(Verdict.Disproven.class) - failures;
    xml.append(
        "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\" time=\"%s\">\n"
            .formatted(
                escaped(proven.schema().value()),
                proven.proofs().size(),
                failures,
                skipped,
                seconds(proven.elapsed())));
    proven.proofs().forEach(proof -> testCase(proven, proof));
    xml.append("  </testsuite>\n");
  }

  private void testCase(Proven proven, Proof proof) {
    xml.append(
        "    <testcase classname=\"%s\" name=\"%s\" file=\"%s\" time=\"%s\""
            .formatted(
                escaped("ebb.prove." + proven.schema()),
                escaped(proof.migration().title()),
                escaped(Wording.file(proof)),
                seconds(proof.elapsed())));
    List<String> lines = new ArrayList<>(Wording.lines(proof.verdict()));
    proof.derived().ifPresent(down -> lines.addAll(Wording.derived(down)));
    Optional<String> borne = proven.borne(proof);
    switch (proof.verdict()) {
      case Verdict.Disproven _ when borne.isPresent() -> skipped(borne.get());
      case Verdict.Disproven _ when !proven.fails(proof) -> skipped("mended by a derived down");
      case Verdict.Disproven _ ->
          xml.append(
              ">\n      <failure message=\"%s\" type=\"disproven\">%s</failure>\n    </testcase>\n"
                  .formatted(escaped(lines.getFirst()), escaped(String.join("\n", lines))));
      case Verdict.NotProvable _ -> skipped(String.join("\n", lines));
      case Verdict.ColumnOrder _ ->
          xml.append(
              ">\n      <system-out>%s</system-out>\n    </testcase>\n"
                  .formatted(escaped(String.join("\n", lines))));
      case Verdict.Proven _ -> xml.append("/>\n");
    }
  }

  private void skipped(String why) {
    xml.append(">\n      <skipped message=\"%s\"/>\n    </testcase>\n".formatted(escaped(why)));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0);
  }

  /** What XML 1.0 cannot hold at all, such as most control characters, becomes a question mark. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '&' -> escaped.append("&amp;");
            case '"' -> escaped.append("&quot;");
            case '\n' -> escaped.append("&#10;");
            case '\t' -> escaped.append("&#9;");
            default -> {
              boolean allowed =
                  c >= ' ' && c != 0xfffe && c != 0xffff && (c < 0xd800 || c > 0xdfff);
              escaped.appendCodePoint(allowed ? c : '?');
            }
          }
        });
    return escaped.toString();
  }
}
