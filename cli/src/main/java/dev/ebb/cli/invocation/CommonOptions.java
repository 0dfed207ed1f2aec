package dev.ebb.cli.invocation;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import java.util.List;

/** The options that every command understands. */
public final class CommonOptions {
  /** Where the project is. */
  public static final Option PROJECT =
      Option.value("DIR", "the project's folder; default: the working folder", "project");

  /** The definitions are in a bundle. */
  public static final Option BUNDLE =
      Option.value(
          "FILE",
          "releases in one file, as 'ebb bundle' writes it, instead of the project's migrations",
          "bundle");

  /** Use a server of our own. */
  public static final Option EMBEDDED =
      Option.flag("use a PostgreSQL of Ebb's own, kept in DIR/.ebb", "embedded");

  /** How strict to be. */
  public static final Option ENVIRONMENT =
      Option.value(
          "NAME",
          "development, staging or production: how strict to be; default: $EBB_ENVIRONMENT, else"
              + " production",
          "environment");

  /** Text or JSON. */
  public static final Option FORMAT =
      Option.value("text|json", "how the result looks; default: text", "format");

  /** Agree beforehand. */
  public static final Option YES =
      Option.flag("agree to what would be asked; needed without a terminal", "yes", "y");

  /** Say more. */
  public static final Option VERBOSE =
      Option.flag("say more: SQL in plans, every step, stack traces", "verbose", "v");

  /** Say less. */
  public static final Option QUIET = Option.flag("only results and errors", "quiet", "q");

  /** No moving bar. */
  public static final Option PLAIN =
      Option.flag("plain lines instead of a moving bar", "disable-animation");

  /** Show help. */
  public static final Option HELP = Option.flag("this help", "help", "h");

  /** All of them, in the order of help. */
  public static final List<Option> ALL =
      List.of(PROJECT, BUNDLE, EMBEDDED, ENVIRONMENT, FORMAT, YES, VERBOSE, QUIET, PLAIN, HELP);

  private CommonOptions() {}

  /** A command's own syntax and these options, except where it gives one a meaning of its own. */
  public static Syntax addedTo(Syntax own) {
    List<String> taken = own.options().stream().flatMap(o -> o.names().stream()).toList();
    return own.options(
        ALL.stream().filter(o -> o.names().stream().noneMatch(taken::contains)).toList());
  }
}
