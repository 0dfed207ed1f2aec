package dev.ebb.cli.releases;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.ReleaseSource;
import dev.ebb.cli.render.Amount;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.release.Bundle;
import dev.ebb.release.Overrides;
import dev.ebb.release.Release;
import dev.ebb.release.Releases;
import dev.ebb.release.StitchedSchema;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** {@code bundle}: all releases, stitched into one graph, in one file. Contacts no database. */
public final class BundleCommand implements Command {
  private static final Option OUTPUT =
      Option.value("FILE", "where to write it; default: " + Bundle.FILE, "output");

  /** For one call. */
  public BundleCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("bundle", "write all releases into one file, for machines without Git")
        .options(Range.FROM, Range.TO, OUTPUT, ReleaseSource.OVERRIDES)
        .note(
            "The migrations of all releases are stitched into one graph, from the oldest to the"
                + " newest. Where a release says something else of a migration than an older one, all"
                + " such places are shown, each with the lines of "
                + Overrides.FILE
                + " that would settle it, and nothing is written. The file is compressed, and carries"
                + " its format and a checksum; the same releases always give the same file.")
        .examples(
            "bundle",
            "bundle --from=v3.30.0 --to=v3.37.0 --output=releases.bundle",
            "bundle --overrides=decided.yaml");
  }

  @Override
  public ExitStatus run(Invocation call) {
    Path file = output(call);
    Releases releases = Range.releases(call);
    byte[] bytes = Bundle.bytes(releases, call.surroundings().version());
    Bundle.write(file, bytes);
    if (call.json()) {
      return call.emit(
          ExitStatus.DONE,
          json ->
              json.field("file", file.toString())
                  .field("bytes", bytes.length)
                  .field("oldest", releases.versions().all().getFirst().toString())
                  .field("newest", releases.versions().all().getLast().toString())
                  .field("releases", releases.releases().size())
                  .objects(
                      "schemas",
                      releases.schemas(),
                      (j, s) ->
                          j.field("schema", s.config().name().value())
                              .field("migrations", s.graph().size()))
                  .field("settled", releases.settled().size()));
    }
    releases.notices().forEach(call.problems()::notice);
    show(call, releases);
    call.out(String.format(Locale.ROOT, "written to %s: %,d bytes", file, bytes.length));
    return ExitStatus.DONE;
  }

  private static void show(Invocation call, Releases releases) {
    List<Release> all = releases.releases();
    call.out(
        Amount.of(all.size(), "release")
            + ", "
            + releases.versions().summary()
            + ": "
            + releases.schemas().stream()
                .map(BundleCommand::schema)
                .collect(Collectors.joining(", ")));
    if (!releases.settled().isEmpty()) {
      call.terminal()
          .say(
              Amount.of(releases.settled().size(), "difference")
                  + " settled by overrides"
                  + (call.verbose() ? ":" : "; -v shows them"));
      if (call.verbose()) {
        releases.settled().forEach(line -> call.terminal().say("  " + line));
      }
    }
  }

  private static String schema(StitchedSchema schema) {
    return schema.config().name() + " " + Amount.of(schema.graph().size(), "migration");
  }

  private static Path output(Invocation call) {
    String name = call.arguments().value(OUTPUT).orElse(Bundle.FILE);
    try {
      return call.surroundings().folder().resolve(name);
    } catch (InvalidPathException e) {
      throw Fault.of(FaultCode.USAGE, name + " is not a path: " + e.getReason(), "name a file", e);
    }
  }
}
