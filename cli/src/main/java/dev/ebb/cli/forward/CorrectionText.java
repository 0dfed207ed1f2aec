package dev.ebb.cli.forward;

import dev.ebb.cli.checking.Scratch;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.render.Json;
import dev.ebb.forward.Correction;
import dev.ebb.forward.Elsewhere;
import dev.ebb.proof.ProofSetting;
import dev.ebb.source.MigrationWriter.Added;
import dev.ebb.source.SchemaConfig;
import java.util.List;
import java.util.Optional;

/** Tells what a correction is and where it was put. */
final class CorrectionText {
  private CorrectionText() {}

  /** Where a call has its scratch databases. */
  static ProofSetting setting(Invocation call, SchemaConfig schema) {
    Scratch scratch = Scratch.of(call, schema);
    return ProofSetting.of(
        scratch.place(), scratch.likeness(), schema.name(), schema.versionTable());
  }

  /** For people: the scripts if nothing was written or more is to be said, then the files. */
  static void show(Invocation call, Correction correction, Optional<Added> added) {
    if (added.isEmpty() || call.verbose()) {
      script(call, "Up:", correction.up());
      script(call, "Down:", correction.down());
    }
    added.ifPresent(written -> files(call, written));
    call.out("Proven on a scratch database that ran what it takes back.");
    call.out(
        switch (correction.elsewhere()) {
          case Elsewhere.Untouched _ ->
              "Proven on one that did not: it stays as it is, also if the migration runs twice.";
          case Elsewhere.Unproven(String why) -> "NOT for databases that did not: " + why + ".";
        });
    list(call, "Goes with it, unless it is kept:", correction.losses());
    list(call, "It does not undo:", correction.notUndone());
    list(call, "Mind:", correction.remarks());
    call.terminal()
        .say(
            added.isEmpty()
                ? "nothing was written; leave out --dry-run to write it"
                : "look at it, then 'ebb up --dry-run' shows what it will do to your data");
  }

  private static void files(Invocation call, Added added) {
    call.out("Migration files created");
    for (int i = 0; i < added.files().size(); i++) {
      call.out(
          " "
              + ForwardFixCommand.FILES.get(i)
              + ": "
              + call.folder().resolve(added.files().get(i)));
    }
  }

  private static void script(Invocation call, String title, String text) {
    call.out(title);
    text.lines().forEach(line -> call.out(line.isEmpty() ? "" : "  " + line));
  }

  private static void list(Invocation call, String title, List<String> clauses) {
    if (!clauses.isEmpty()) {
      call.out(title);
      clauses.forEach(clause -> call.out("  " + clause));
    }
  }

  /** For machines. */
  static void members(Json json, Correction correction, Optional<Added> added) {
    json.texts("undone", correction.undone());
    added.ifPresent(written ->
        json.field("id", written.id().value())
            .texts("parents", written.parents())
            .texts("files", written.files()));
    json.field("up", correction.up()).field("down", correction.down());
    switch (correction.elsewhere()) {
      case Elsewhere.Untouched _ -> json.field("safeWhereItNeverRan", true);
      case Elsewhere.Unproven(String why) ->
          json.field("safeWhereItNeverRan", false).field("unprovenBecause", why);
    }
    json.texts("losses", correction.losses())
        .texts("notUndone", correction.notUndone())
        .texts("remarks", correction.remarks());
  }
}
