package dev.ebb.cli.releases;

import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.ReleaseSource;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.Json;
import dev.ebb.fault.ExitStatus;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.release.Release;
import dev.ebb.release.Releases;
import dev.ebb.version.Version;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code releases}: which releases are known here, and what each has. Contacts no database. */
public final class ReleasesCommand implements Command {
  /** For one call. */
  public ReleasesCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("releases", "list the releases that are known, and what each has")
        .options(Range.FROM, Range.TO, ReleaseSource.OVERRIDES)
        .note(
            "Releases are those of the bundle that --bundle names; without one, the folders"
                + " releases/VERSION of the project, or else the tags of the Git repository that the"
                + " project is in. Tags of pre-releases are left out unless --from or --to names them.")
        .examples("releases", "releases --from=v3.30.0", "releases --bundle=ebb-releases.bundle");
  }

  @Override
  public ExitStatus run(Invocation call) {
    Releases all = Range.releases(call);
    List<Release> shown = Range.within(call, all);
    if (call.json()) {
      return call.emit(
          ExitStatus.DONE,
          json ->
              json.field("source", all.title())
                  .objects("releases", shown, ReleasesCommand::release));
    }
    for (Release release : shown) {
      call.out(release.version() + "  " + schemas(release.schemas()));
    }
    call.terminal().say(Amount.of(shown.size(), "release") + " in " + all.title());
    return ExitStatus.DONE;
  }

  private static String schemas(Map<SchemaName, Release.Content> schemas) {
    return schemas.entrySet().stream()
        .map(e ->
            e.getKey()
                + " "
                + e.getValue().ids().size()
                + " (to "
                + e.getValue().leaves().stream()
                    .map(MigrationId::toString)
                    .collect(Collectors.joining(", "))
                + ")")
        .collect(Collectors.joining("; "));
  }

  private static void release(Json json, Release release) {
    Version version = release.version();
    json.field("version", version.toString())
        .field("name", release.name())
        .objects(
            "schemas",
            List.copyOf(release.schemas().entrySet()),
            (j, e) ->
                j.field("schema", e.getKey().value())
                    .field("migrations", e.getValue().ids().size())
                    .objects(
                        "leaves", e.getValue().leaves(), (l, id) -> l.field("id", id.value())));
  }
}
