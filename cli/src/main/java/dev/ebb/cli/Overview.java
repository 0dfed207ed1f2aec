package dev.ebb.cli;

import dev.ebb.cli.args.HelpText;
import dev.ebb.cli.invocation.CommandIndex;

/** Writes what {@code ebb --help} shows. */
final class Overview {
  private Overview() {}

  static String of(CommandIndex commands) {
    StringBuilder text =
        new StringBuilder(
            """
            ebb: PostgreSQL migrations that know the way back.

            Usage: ebb COMMAND [options]      (no command means up)

            Commands:
            """);
    commands.names().forEach(name -> HelpText.entry(text, name, commands.summary(name)));
    text.append(
        """

        'ebb COMMAND --help' has the options of a command and examples.

        Where the databases are: PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE and their kin, or
        PGDATASOURCE=postgres://…; with the schema's prefix for others (CODEINTEL_PGHOST); or --embedded.

        Exit status: 0 done, 1 failed and nothing changed, 2 bad usage or definitions, 3 failed half-way,
        4 the database needs attention, 5 another Ebb is at work, 6 refused by a safety rule.
        """);
    return text.toString();
  }
}
