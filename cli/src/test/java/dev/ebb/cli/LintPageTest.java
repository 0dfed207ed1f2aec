package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.lint.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page on rules is what the rules say; {@code -Debb.write.docs} writes it anew. */
class LintPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("ebb.root", "..")).resolve("docs/lint.md");

  @Test
  void thePageOnRulesIsWhatTheySay() throws IOException {
    String page = page();
    if (System.getProperty("ebb.write.docs") != null) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/lint.md; write it with -Dtest=LintPageTest -Debb.write.docs")
        .isEqualTo(page);
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Rules of `ebb lint`

            Each migration runs up, down and up again on a scratch database where all migrations before it have run. What it
            does there is held against these rules: an index on a table that the same script has created, or a NOT NULL that
            a validated check makes cheap, is no finding, however it is written.

            "In use" is every table that was there before the script. With `--sizes` the schema's database is asked how large
            its tables are, and what happens to one of less than 8 MB, or to one that it does not have yet, is no more than a
            notice. On the way down, what is about time is no more than a warning.

            ```yaml
            # ebb.yaml
            lint:
              drops-data: error
              bulk-change: off
            ```

            A level from `ebb.yaml` holds whatever the size and the direction. One statement is let off by a comment before it,
            or behind it on its last line; what is found about a whole script, by a comment anywhere in it:

            ```sql
            CREATE INDEX tokens_hash ON tokens (hash); -- ebb:allow index-blocks-writes some hundred rows, by design
            ```

            | rule | level | what is wrong | what to do instead |
            |---|---|---|---|
            """);
    for (Rule rule : Rule.values()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(rule.id(), rule.usual().word(), rule.meaning(), rule.instead()));
    }
    return page.toString();
  }
}
