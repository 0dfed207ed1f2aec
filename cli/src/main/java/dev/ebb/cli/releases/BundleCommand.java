package dev.ebb.cli.releases;

import dev.ebb.attest.Attestation;
import dev.ebb.attest.Deviation;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.ReleaseSource;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.Json;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.release.Bundle;
import dev.ebb.release.Overrides;
import dev.ebb.release.Release;
import dev.ebb.release.Releases;
import dev.ebb.release.StitchedSchema;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code bundle}: all releases, stitched into one graph, in one file. Contacts no database but
 * scratch databases of its own.
 */
public final class BundleCommand implements Command {
  private static final Option OUTPUT =
      Option.value("FILE", "where to write it; default: " + Bundle.FILE, "output");

  /** For one call. */
  public BundleCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("bundle", "write all releases into one file, for machines without Git")
        .options(Range.FROM, Range.TO, OUTPUT, ReleaseSource.OVERRIDES)
        .options(Verifying.ALL)
        .note(
            "The migrations of all releases are stitched into one graph, from the oldest to the"
                + " newest. Where a release says something else of a migration than an older one, all"
                + " such places are shown, each with the lines of "
                + Overrides.FILE
                + " that would settle it, and nothing is written. The file is compressed, and carries"
                + " its format and a checksum; the same releases always give the same file.")
        .note(
            "With --verify every release is replayed on a scratch database, and the fingerprint of the"
                + " objects that it gives is recorded, for that major version of PostgreSQL: upgrade,"
                + " downgrade and drift then know at a glance that a database is at a release. With"
                + " --bundle, what is recorded there is compared, each object that differs is named,"
                + " the exit status is 4 if any does, and nothing is written without --output.")
        .examples(
            "bundle",
            "bundle --from=v3.30.0 --to=v3.37.0 --output=releases.bundle",
            "bundle --overrides=decided.yaml",
            "bundle --verify",
            "bundle --verify --bundle=ebb-releases.bundle");
  }

  @Override
  public ExitStatus run(Invocation call) {
    Path file = output(call);
    Releases releases = Range.releases(call);
    if (!call.arguments().isSet(Verifying.VERIFY)) {
      return written(call, file, releases, Optional.empty());
    }
    requireAny(releases);
    Verifying verifying = new Verifying(call, releases);
    Attestation found = verifying.run();
    List<Problem> problems = new ArrayList<>(verifying.problems(found));
    boolean write = !call.inBundle() || call.arguments().has(OUTPUT);
    if (problems.isEmpty() && !write && found.recorded() > 0) {
      problems.add(unrecorded(found));
    }
    if (write && problems.isEmpty()) {
      return written(call, file, found.releases(), Optional.of(found));
    }
    return told(call, found, problems);
  }

  private static void requireAny(Releases releases) {
    if (releases.schemas().isEmpty()) {
      throw Fault.of(
          FaultCode.UNKNOWN_NAME,
          "there is no schema in " + releases.title(),
          "tag releases that have migrations, or name another bundle");
    }
  }

  private static Problem unrecorded(Attestation found) {
    return Problem.of(
        FaultCode.OUT_OF_DATE,
        "nothing, or not all, is recorded for PostgreSQL %d in %s: every release can be replayed, but there is nothing to compare it with"
            .formatted(found.major(), found.releases().title()),
        "record it: the same command with --output=FILE writes a bundle that has it");
  }

  private static ExitStatus told(Invocation call, Attestation found, List<Problem> problems) {
    ExitStatus status =
        problems.isEmpty() ? ExitStatus.DONE : problems.getFirst().code().exitStatus();
    if (call.json()) {
      return call.emit(status, problems, json -> verified(json, found));
    }
    found.remarks().forEach(remark -> call.terminal().warn("note: " + remark));
    call.problems().show(problems);
    call.out(Verifying.summary(found, false));
    return status;
  }

  private static void verified(Json json, Attestation found) {
    json.field("major", found.major())
        .field("compared", found.compared())
        .field("recorded", found.recorded())
        .objects("deviations", found.deviations(), BundleCommand::deviation);
  }

  private static void deviation(Json json, Deviation deviation) {
    json.field("version", deviation.version().toString())
        .field("schema", deviation.schema().value())
        .texts("missing", deviation.missing())
        .texts("unexpected", deviation.unexpected())
        .texts("different", deviation.different());
  }

  private static ExitStatus written(
      Invocation call, Path file, Releases releases, Optional<Attestation> found) {
    byte[] bytes = Bundle.bytes(releases, call.surroundings().version());
    Bundle.write(file, bytes);
    if (call.json()) {
      return call.emit(
          ExitStatus.DONE,
          json -> {
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
                .field("settled", releases.settled().size());
            found.ifPresent(attestation -> verified(json, attestation));
          });
    }
    releases.notices().forEach(call.problems()::notice);
    show(call, releases);
    found.ifPresent(attestation -> {
      attestation.remarks().forEach(remark -> call.terminal().warn("note: " + remark));
      call.out(Verifying.summary(attestation, true));
    });
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
