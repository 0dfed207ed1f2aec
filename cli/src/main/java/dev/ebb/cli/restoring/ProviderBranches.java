package dev.ebb.cli.restoring;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Consent;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.KeptText;
import dev.ebb.cli.render.Times;
import dev.ebb.db.Session;
import dev.ebb.event.EventSink;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Contents;
import dev.ebb.restore.Memo;
import dev.ebb.restore.Method;
import dev.ebb.restore.Mismatch;
import dev.ebb.restore.Replacement;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.pitr.Notebook;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.Switched;
import dev.ebb.restore.remote.BranchProvider;
import dev.ebb.restore.remote.NewBranch;
import dev.ebb.restore.remote.RemoteBranch;
import dev.ebb.restore.remote.RemoteBranches;
import dev.ebb.restore.swap.ContentsReader;
import dev.ebb.restore.swap.Making;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code branch --provider} does, at a provider's. Confined to one thread. */
final class ProviderBranches {
  private static final Option EXPIRES =
      Option.value("TIME", "--provider, create: when the provider deletes it by itself", "expires");
  private static final Option PROTECT =
      Option.flag("--provider, create: guard it from being deleted", "protect");
  private static final Option OWN_ADDRESS =
      Option.flag(
          "--provider, promote: make it the default branch at its own address, and leave the other"
              + " as it is",
          "own-address");
  private static final Option CONNECTION =
      Option.value(
          "FILE",
          "--provider, create: write the whole connection string, with its password, to a new file"
              + " that only you can read",
          "connection-file");

  static final List<Option> ALL = List.of(EXPIRES, PROTECT, OWN_ADDRESS, CONNECTION);

  private final Result result;
  private final Invocation call;
  private final RemoteBranches branches;
  private final Notebook notes;
  private final ProgressTalk talk;
  private final String provider;

  ProviderBranches(Result result, PitrOptions.Asked asked) {
    this.result = result;
    this.call = result.call();
    Scene scene = asked.scene();
    this.branches = BranchProvider.of(asked.provider()).branches(scene);
    this.provider = asked.provider().key();
    this.notes = new Notebook(scene.notes(), "branch-", ".txt");
    this.talk = new ProgressTalk(call.terminal());
  }

  ExitStatus run(List<String> verbs) {
    return switch (result.verb()) {
      case "list" -> list();
      case "create" -> create(result.name(() -> Making.stamp(result.site().clock().instant())));
      case "promote" -> promote(branches.named(result.name()));
      case "delete" -> delete(branches.named(result.name()));
      default -> throw result.unknown(verbs);
    };
  }

  private RestorePoint point(RemoteBranch branch, @Nullable Contents contents) {
    Instant at = branch.at();
    return new RestorePoint(
        Method.BRANCH,
        branch.name(),
        Origin.ASKED,
        at == null ? Instant.EPOCH : at,
        null,
        contents,
        branch.bytes(),
        null);
  }

  private static String line(RemoteBranch branch) {
    Instant at = branch.at();
    Instant expires = branch.expires();
    return "  %-28s %s  %8s  %s%s%s%s"
        .formatted(
            branch.name(),
            at == null ? "                   " : Times.utc(at),
            KeptText.size(branch.bytes()),
            branch.status(),
            branch.main() ? ", the default" : "",
            branch.guarded() ? ", protected" : "",
            expires == null ? "" : ", expires " + Times.utc(expires));
  }

  private ExitStatus list() {
    List<RemoteBranch> all = branches.branches();
    result.points(all.stream().map(branch -> point(branch, noted(branch).orElse(null))).toList());
    StringBuilder text =
        new StringBuilder(branches.subject()).append(", ").append(all.size()).append(" in all:\n");
    all.forEach(branch -> text.append(line(branch)).append('\n'));
    result.tell(text.toString());
    return result.emit();
  }

  private ExitStatus create(String name) {
    NewBranch wanted =
        new NewBranch(
            name,
            PitrOptions.momentIfAny(call).orElse(null),
            call.arguments().value(EXPIRES).map(PitrOptions::time).orElse(null),
            call.arguments().isSet(PROTECT));
    Optional<Path> file =
        call.arguments()
            .value(CONNECTION)
            .map(given -> call.surroundings().folder().resolve(given));
    file.ifPresent(ProviderBranches::refuseIfThere);
    if (result.dryRun()) {
      result.tell("would make branch " + name + " of " + branches.subject() + "\n");
      return result.emit();
    }
    RemoteBranch made =
        result
            .clerk()
            .entered(
                List.of("branch create " + name + " at " + provider),
                () -> branches.create(wanted, talk));
    Contents contents = look(made);
    notes.write(
        made.id(), "Branch " + name + " as it was when it was made", Memo.empty().with(contents));
    file.ifPresent(path -> hand(made, path));
    result.tell(
        "branch %s of %s is there, looked into: %s, %s%n  it answers at        %s%s%n  to go back to it:    ebb %s --provider=%s%n"
            .formatted(
                name,
                branches.subject(),
                PointText.marks(contents),
                Amount.of(contents.rowCount(), "row"),
                branches.connector(made).settings().describe(),
                file.map(path -> ", whole and with its password in " + path).orElse(""),
                result.site().command("branch promote " + name),
                provider));
    return result.points(List.of(point(made, contents))).emit();
  }

  private Contents look(RemoteBranch branch) {
    call.terminal().say("looking into branch " + branch.name() + ", and counting rows …");
    call.terminal().flush();
    try (Session session = branches.connector(branch).open()) {
      return new ContentsReader(result.site().tenants()).count(session);
    }
  }

  private Optional<Contents> noted(RemoteBranch branch) {
    return notes.read(branch.id()).flatMap(Memo::contents);
  }

  private static void refuseIfThere(Path file) {
    if (Files.exists(file)) {
      throw Fault.of(
          FaultCode.USAGE,
          file + " is there already",
          "name a new file: others may be able to read that one; nothing was made");
    }
  }

  private void hand(RemoteBranch branch, Path file) {
    String connection =
        branches
            .connection(branch)
            .orElseThrow(() ->
                Fault.of(
                    FaultCode.SERVER,
                    "the provider hands out no connection string of branch " + branch.name(),
                    "the branch is there; see the provider's console"));
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, connection + "\n");
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "cannot write " + file + ": " + e.getClass().getSimpleName(),
          "the branch is there; its connection string is in the provider's console",
          e);
    }
  }

  private ExitStatus promote(RemoteBranch branch) {
    boolean own = call.arguments().isSet(OWN_ADDRESS);
    String details =
        own
            ? "branch %s becomes the default, at its own address; the application has to be told%n"
                .formatted(branch.name())
            : "What would be lost in %s by going back to branch %s:%n  - everything that was written since%s%n"
                .formatted(
                    branches.subject(),
                    branch.name(),
                    branch.at() == null ? " it was made" : " " + Times.utc(branch.at()));
    result.points(List.of(point(branch, noted(branch).orElse(null))));
    if (result.dryRun()) {
      result.tell(details + "what is there now becomes a branch, with which it can be undone\n");
      return result.emit();
    }
    Consent.ask(call, details, "Put branch " + branch.name() + " in its place?");
    Contents contents = look(branch);
    List<Mismatch> mismatches = noted(branch).map(then -> then.against(contents)).orElse(List.of());
    if (!mismatches.isEmpty() && !Manners.of(call).changed()) {
      throw Fault.of(
          FaultCode.REFUSED,
          "branch "
              + branch.name()
              + " is not what it was when it was made: "
              + mismatches.getFirst().what(),
          "nothing was changed; to take it nevertheless: --even-if-changed");
    }
    return switched(
        own ? branches.makeMain(branch, talk) : branches.promote(branch, talk), contents);
  }

  private ExitStatus switched(Switched done, Contents contents) {
    call.ebb(EventSink.NONE)
        .enter(
            result.site().schema(),
            List.of(
                "promoted a branch at a provider's: " + done.serving() + "; kept: " + done.kept()));
    result.tell(
        "%s%n  what was there is kept: %s%n  it took %s%n  next: %s%n"
            .formatted(done.serving(), done.kept(), Amount.of(done.pause()), done.next()));
    return result
        .replacement(
            new Replacement(
                result.site().database(), done.kept(), done.kept(), done.pause(), 0, contents))
        .emit();
  }

  private ExitStatus delete(RemoteBranch branch) {
    String what = "branch " + branch.name() + " (" + KeptText.size(branch.bytes()) + ")";
    result.points(List.of(point(branch, null)));
    if (result.dryRun()) {
      result.tell("would delete " + what + " for good\n");
      return result.emit();
    }
    Consent.ask(
        call, "To be deleted for good:\n  " + what + "\n", "Delete branch " + branch.name() + "?");
    result
        .clerk()
        .entered(
            List.of("branch delete " + branch.name() + " at " + provider),
            () -> {
              branches.delete(branch, talk);
              return true;
            });
    notes.remove(branch.id());
    result.tell("deleted " + what + "\n");
    return result.emit();
  }
}
