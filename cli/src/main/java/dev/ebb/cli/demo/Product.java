package dev.ebb.cli.demo;

import dev.ebb.cli.checking.ThrowAway;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.source.DefinitionReader;
import dev.ebb.source.Definitions;
import dev.ebb.source.FolderTree;
import dev.ebb.source.Project;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * The example product on the stage: a copy of what comes with Ebb, and what it was in an earlier
 * release.
 *
 * @param folder where the copy is
 */
record Product(Path folder) {
  /** The release that the story goes back to. */
  static final String EARLIER = "v4.0.0";

  /** The newest release. */
  static final String NEWEST = "v4.5.1";

  /** The schemas, in the order in which Ebb works on them. */
  static final List<Part> PARTS =
      List.of(
          new Part("frontend", ""),
          new Part("codeintel", "CODEINTEL_"),
          new Part("codeinsights", "CODEINSIGHTS_"));

  private static final String RELEASES = "releases";
  private static final String RESOURCE = "/dev/ebb/cli/demo/product";

  /** A schema and what stands before its environment variables. */
  record Part(String schema, String prefix) {}

  /** Copies the product as it is today. */
  static Product copyTo(Path folder) {
    URL resource = Product.class.getResource(RESOURCE);
    if (resource == null) {
      throw new IllegalStateException("the example is not on the class path");
    }
    try {
      URI place = resource.toURI();
      if (place.getScheme().equals("jar")) {
        try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
          ThrowAway.copy(jar.getPath(RESOURCE), folder);
        }
      } else {
        ThrowAway.copy(Path.of(place), folder);
      }
      // what a release gives is replayed once, and found there the next time
      Files.createDirectories(folder.resolve(".ebb"));
      return new Product(folder);
    } catch (IOException | URISyntaxException e) {
      throw failure(e);
    }
  }

  /** Copies the product as it was in the earlier release: without what came later. */
  Product earlier(Path to) {
    try {
      ThrowAway.copy(folder, to);
      for (Definitions schema : definitions()) {
        SortedSet<MigrationId> known = schema.graph().ancestorsOrSelf(leaves(schema));
        for (Migration migration : schema.graph().order()) {
          if (!known.contains(migration.id())) {
            Path file = to.resolve(migration.up().file());
            ThrowAway.remove(file.resolveSibling("").normalize());
          }
        }
      }
      ThrowAway.remove(to.resolve("out-of-band"));
      for (String later : laterReleases()) {
        ThrowAway.remove(to.resolve(RELEASES).resolve(later));
      }
      return new Product(to);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private List<String> laterReleases() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve(RELEASES))) {
      return all.map(file -> String.valueOf(file.getFileName()))
          .filter(name -> !name.startsWith(EARLIER))
          .toList();
    }
  }

  /** The targets of {@code downto} for the earlier release: its leaves, with commas between. */
  String targets(Part part) {
    return String.join(",", leaves(part.schema()).stream().map(MigrationId::toString).toList());
  }

  /** Migrations of a schema with smaller ids than some of the earlier release, and not in it. */
  List<MigrationId> strays(Part part) {
    List<MigrationId> strays = new ArrayList<>();
    for (Definitions schema : definitions()) {
      if (schema.schema().name().value().equals(part.schema())) {
        SortedSet<MigrationId> known = schema.graph().ancestorsOrSelf(leaves(schema));
        schema.graph().ids().stream()
            .filter(id -> !known.contains(id) && id.compareTo(known.last()) < 0)
            .forEach(strays::add);
      }
    }
    return strays;
  }

  /** Writes a file of the product. */
  void write(String file, String content) {
    try {
      Path path = folder.resolve(file);
      Path parent = path.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(path, content);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Removes a folder of the product. */
  void remove(String path) {
    ThrowAway.remove(folder.resolve(path));
  }

  private List<Definitions> definitions() {
    FolderTree tree = FolderTree.at(folder);
    return DefinitionReader.read(tree, Project.read(tree).schemas()).orFault();
  }

  private List<MigrationId> leaves(Definitions schema) {
    return leaves(schema.schema().name().value());
  }

  private List<MigrationId> leaves(String schema) {
    try (Stream<String> lines = Files.lines(folder.resolve(RELEASES).resolve(EARLIER + ".txt"))) {
      return lines
          .map(line -> Arrays.asList(line.split(" ")))
          .filter(words -> words.getFirst().equals(schema))
          .flatMap(words -> words.stream().skip(1))
          .map(id -> new MigrationId(Long.parseLong(id)))
          .toList();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static Fault failure(Exception e) {
    return Fault.of(
        FaultCode.MACHINE,
        "the example cannot be written: " + e,
        "see to space and rights in the folder for temporary files",
        e);
  }
}
