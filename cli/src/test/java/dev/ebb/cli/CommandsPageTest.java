package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.args.HelpText;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.CommonOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page on commands is what {@code --help} says; {@code -Debb.write.docs} writes it anew. */
class CommandsPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("ebb.root", "..")).resolve("docs/commands.md");

  @Test
  void thePageOnCommandsIsWhatTheirHelpSays() throws IOException {
    String page = page();
    if (System.getProperty("ebb.write.docs") != null) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/commands.md; write it with -Dtest=CommandsPageTest -Debb.write.docs")
        .isEqualTo(page);
  }

  private static String page() {
    Commands commands = new Commands();
    StringBuilder page =
        new StringBuilder(
            """
            # Commands

            What `ebb COMMAND --help` says, in one page; a test keeps it so. The options that every command
            has are at the end.

            """);
    for (String name : commands.names()) {
      page.append("- [`").append(name).append("`](#").append(name).append("): ");
      page.append(commands.summary(name)).append('\n');
    }
    for (String name : commands.names()) {
      section(page, name, HelpText.of(commands.create(name).syntax()));
    }
    String common = HelpText.of(Syntax.of("COMMAND", "").options(CommonOptions.ALL));
    section(page, "Every command", common.substring(common.indexOf("Options")));
    return page.toString();
  }

  private static void section(StringBuilder page, String title, String text) {
    page.append("\n## ").append(title).append("\n\n```\n").append(text).append("```\n");
  }
}
