package dev.ebb.cli.invocation;

import dev.ebb.Workspace;
import dev.ebb.cli.args.Option;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problems;
import dev.ebb.git.GitReleases;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.release.Bundle;
import dev.ebb.release.Overrides;
import dev.ebb.release.Release;
import dev.ebb.release.ReleaseFolders;
import dev.ebb.release.Releases;
import dev.ebb.release.Snapshot;
import dev.ebb.release.StitchedJson;
import dev.ebb.release.StitchedSchema;
import dev.ebb.source.Definitions;
import dev.ebb.source.Utf8;
import dev.ebb.version.Version;
import dev.ebb.version.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a call finds the releases of the application: in the bundle that it names, in the folder
 * {@code releases} of the project, else by the tags of the Git repository that the project is in.
 * Each is read when it is first asked for. Confined to one thread.
 */
public final class ReleaseSource {
  /** Decisions about releases that do not fit together. */
  public static final Option OVERRIDES =
      Option.value(
          "FILE",
          "what is decided where releases contradict each other; default: "
              + Overrides.FILE
              + " of the project, if it is there",
          "overrides");

  private final Invocation call;
  private @Nullable Releases bundled;

  ReleaseSource(Invocation call) {
    this.call = call;
  }

  /** A list of releases that are there to be read. */
  private record Shelf(
      String title, Versions versions, Function<Collection<Version>, List<Snapshot>> reader) {}

  /**
   * All releases of the bundle that the call names.
   *
   * @throws Fault if there is none, or it is damaged
   */
  public Releases bundled() {
    if (bundled == null) {
      bundled = read(path(call.arguments().value(CommonOptions.BUNDLE).orElse("")));
    }
    return bundled;
  }

  private Path path(String name) {
    try {
      return call.surroundings().folder().resolve(name);
    } catch (InvalidPathException e) {
      throw Fault.of(FaultCode.USAGE, name + " is not a path: " + e.getReason(), "name a file", e);
    }
  }

  private static Releases read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Bundle.read(file);
    }
    try {
      byte[] content = Files.readAllBytes(file);
      return StitchedJson.isOne(content)
          ? StitchedJson.read(text(content, file.toString()), file.toString())
          : Bundle.read(content, file.toString());
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the bundle " + file + " cannot be read: " + e.getMessage(),
          "check its permissions",
          e);
    }
  }

  private static String text(byte[] content, String name) {
    Problems problems = new Problems();
    Optional<String> text = Utf8.decode(content, name, problems);
    problems.throwIfAny();
    return text.orElse("");
  }

  /** What the newest release of the bundle has. */
  Workspace newest() {
    Release newest =
        bundled()
            .newest()
            .orElseThrow(() ->
                Fault.of(
                    FaultCode.DEFINITION,
                    bundled().title() + " has no release",
                    "make it again with 'ebb bundle'"));
    return workspace(bundled(), bundled().at(newest));
  }

  /** Definitions of releases, and what was squashed into them, to work with. */
  public static Workspace workspace(Releases releases, List<Definitions> definitions) {
    Map<SchemaName, Set<MigrationId>> squashed = new HashMap<>();
    for (StitchedSchema schema : releases.schemas()) {
      squashed.put(schema.config().name(), schema.squashed());
    }
    return Workspace.of(releases.project(), definitions, squashed);
  }

  /** The versions that there are, without reading what they have. */
  public Versions versions() {
    return call.inBundle() ? bundled().versions() : shelf().versions();
  }

  /** Where the releases are, for messages. */
  public String title() {
    return call.inBundle() ? bundled().title() : shelf().title();
  }

  /**
   * The releases from one to another, both included; of a bundle always all. What came out before a
   * release proper is left out, unless it is one of the two.
   *
   * @param from the oldest; null for the oldest there is
   * @param to the newest; null for the newest there is
   * @throws Fault if one of the two is not known, naming the nearest that are; or with everything
   *     that is wrong with any of them
   */
  public Releases between(@Nullable Version from, @Nullable Version to) {
    if (call.inBundle()) {
      require(bundled().versions(), from, to);
      return bundled();
    }
    Shelf shelf = shelf();
    require(shelf.versions(), from, to);
    List<Version> wanted =
        shelf.versions().all().stream()
            .filter(v -> from == null || from.compareTo(v) <= 0)
            .filter(v -> to == null || v.compareTo(to) <= 0)
            .filter(v -> !v.isPreRelease() || v.equals(from) || v.equals(to))
            .toList();
    if (wanted.isEmpty()) {
      throw Fault.of(
          FaultCode.UNKNOWN_NAME,
          "there is no release in " + shelf.title(),
          "tag one (git tag v1.0.0), put its project into releases/v1.0.0 or its leaves into"
              + " releases/v1.0.0.txt, or name a bundle with --bundle");
    }
    return Releases.stitch(shelf.title(), shelf.reader().apply(wanted), overrides());
  }

  private static void require(Versions versions, @Nullable Version from, @Nullable Version to) {
    if (from != null) {
      versions.require(from);
    }
    if (to != null) {
      versions.require(to);
    }
  }

  /**
   * A release, alone, of those in the project's folder of releases; nothing if it has no such
   * folder.
   *
   * @throws Fault if it is none of them, naming the nearest; or with everything that is wrong with
   *     it
   */
  public Optional<Releases> inFolder(Version version) {
    return ReleaseFolders.of(call.folder())
        .map(folders ->
            Releases.stitch("folder releases", folders.read(List.of(version)), Overrides.none()));
  }

  private Shelf shelf() {
    Optional<ReleaseFolders> folders = ReleaseFolders.of(call.folder());
    if (folders.isPresent()) {
      ReleaseFolders found = folders.get();
      return new Shelf("folder releases", found.versions(), found::read);
    }
    GitReleases tags = GitReleases.of(call.folder());
    return new Shelf("the tags of the project", tags.versions(), tags::read);
  }

  private Overrides overrides() {
    Optional<String> given =
        call.arguments().has(OVERRIDES) ? call.arguments().value(OVERRIDES) : Optional.empty();
    Path file = given.map(this::path).orElseGet(() -> call.folder().resolve(Overrides.FILE));
    if (given.isEmpty() && !Files.exists(file)) {
      return Overrides.none();
    }
    String name = given.orElse(Overrides.FILE);
    try {
      return Overrides.read(text(Files.readAllBytes(file), name), name);
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.USAGE,
          "the overrides cannot be read from " + name + ": " + e.getMessage(),
          "name another file with --overrides",
          e);
    }
  }
}
