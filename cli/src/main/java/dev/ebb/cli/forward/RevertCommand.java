package dev.ebb.cli.forward;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.checking.Scratch;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.forward.Correction;
import dev.ebb.forward.RevertedFiles.Written;
import dev.ebb.graph.Migration;
import dev.ebb.source.SchemaConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code revert}: takes the migrations of a commit out of the project and back where they ran. */
public final class RevertCommand implements Command {
  private static final Option REASON =
      Option.value("TEXT", "why, said in the files; default: names the commit", "reason");

  /**
   * What came of one schema.
   *
   * @param written null if nothing was written
   */
  record Done(
      SchemaConfig schema, List<Migration> bad, Correction correction, @Nullable Written written) {}

  /** For one call. */
  public RevertCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("revert", "take back the migrations that a commit brought, everywhere")
        .operands("COMMIT", 1, 1)
        .options(SchemaChoice.SEVERAL, REASON, RunFlags.DRY_RUN, Scratch.SHADOW)
        .note(
            "The files of those migrations are replaced by files that do nothing and say why, under"
                + " the same ids, so that no database runs them any more. A new migration takes back"
                + " what they did where they ran, and changes nothing where they did not; both are"
                + " proven on scratch databases before a file is touched. Its own way back does"
                + " nothing, since nobody is to have them again.")
        .note(
            "It does not matter whether the commit was reverted in Git already. Commit what it"
                + " writes; no database is contacted.")
        .examples(
            "revert 1a2b3c4",
            "revert HEAD --reason='it locks repo for minutes, see issue 1234'",
            "revert v5.1.2 --db=frontend --dry-run");
  }

  @Override
  public ExitStatus run(Invocation call) {
    String commit = call.arguments().operands().getFirst();
    Reverting reverting = new Reverting(call, commit);
    String reason = call.arguments().value(REASON).orElse("commit " + commit);
    List<Done> done = new ArrayList<>();
    for (SchemaConfig schema : SchemaChoice.several(call)) {
      reverting.correct(schema).ifPresent(done::add);
    }
    if (done.isEmpty()) {
      throw Fault.of(
          FaultCode.UNKNOWN_NAME,
          "commit " + commit + " brought no migration",
          "'git log -- migrations' shows which did; nothing was changed");
    }
    boolean dry = call.arguments().isSet(RunFlags.DRY_RUN);
    if (!dry) {
      done.replaceAll(one -> reverting.write(one, reason));
    }
    if (call.json()) {
      return call.emit(
          ExitStatus.DONE,
          json ->
              json.field("commit", commit)
                  .field("dryRun", dry)
                  .objects(
                      "schemas",
                      done,
                      (j, one) -> {
                        Written written = one.written();
                        j.field("schema", one.schema().name().value())
                            .texts("replaced", written == null ? List.of() : written.replaced());
                        CorrectionText.members(
                            j,
                            one.correction(),
                            written == null ? Optional.empty() : written.added());
                      }));
    }
    done.forEach(one -> show(call, one));
    return ExitStatus.DONE;
  }

  private static void show(Invocation call, Done done) {
    Written written = done.written();
    call.out(
        done.schema().name()
            + ": reverted "
            + done.bad().stream().map(Migration::title).collect(Collectors.joining(", ")));
    if (written != null) {
      call.out("Migration files replaced by ones that do nothing");
      written.replaced().forEach(file -> call.out(" " + call.folder().resolve(file)));
    }
    if (done.correction().sql().isEmpty()) {
      call.out("They leave no object behind, so no migration is needed to take them back.");
      done.correction().notUndone().forEach(clause -> call.out("  not undone: " + clause));
      return;
    }
    CorrectionText.show(
        call, done.correction(), written == null ? Optional.empty() : written.added());
  }
}
