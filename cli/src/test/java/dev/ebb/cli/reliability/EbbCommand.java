package dev.ebb.cli.reliability;

import dev.ebb.fixture.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts {@code dev.ebb.cli.Main} in processes of its own, quickly: from jars and with a cache of
 * loaded classes, both made once for this process. Immutable, thread-safe.
 */
final class EbbCommand {
  private static final List<String> FRUGAL = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
  private static final List<String> NOT_NEEDED =
      List.of(
          "junit",
          "assertj",
          "archunit",
          "surefire",
          "maven",
          "opentest4j",
          "apiguardian",
          "jspecify",
          "test-classes",
          "-tests.jar",
          "byte-buddy",
          "slf4j",
          "plexus");

  /** What a distribution has in a folder beside its class path; see {@code ProviderJars}. */
  private static final List<String> PROVIDERS =
      List.of("/cloud/target/", "ebb-cloud", "awssdk", "eventstream", "reactive-streams");

  private final Path project;
  private final Map<String, String> environment;

  private EbbCommand(Path project, Map<String, String> environment) {
    this.project = project;
    this.environment = Map.copyOf(environment);
  }

  /** In the folder of a project, without any database. */
  static EbbCommand in(Path project) {
    return new EbbCommand(project, Map.of());
  }

  /** The same on a database. */
  EbbCommand on(TestDatabase database) {
    return on(database.dsn());
  }

  EbbCommand on(String dsn) {
    return with("PGDATASOURCE", dsn);
  }

  EbbCommand with(String variable, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(variable, value);
    return new EbbCommand(project, more);
  }

  EbbProcess start(String... arguments) {
    try {
      Path out = Files.createTempFile("ebb-", ".out");
      Path err = Files.createTempFile("ebb-", ".err");
      List<String> line = new ArrayList<>(Installed.COMMAND);
      line.addAll(List.of(arguments));
      Process process =
          builder(line, project, environment)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      return new EbbProcess(process, out, err, List.of(arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs to the end, and demands that exit status. */
  String run(int status, String... arguments) {
    try (EbbProcess process = start(arguments)) {
      if (process.await() != status) {
        throw new AssertionError("expected exit " + status + ": " + process);
      }
      return process.out() + process.err();
    }
  }

  private static ProcessBuilder builder(
      List<String> line, Path folder, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
    builder.redirectInput(new File("/dev/null"));
    builder.environment().keySet().removeIf(name -> name.contains("PG") || name.contains("EBB"));
    builder.environment().putAll(environment);
    return builder;
  }

  /** What is made once for this process, and removed with it. */
  private static final class Installed {
    static final List<String> COMMAND = install();

    private static List<String> install() {
      try {
        Path folder = Files.createTempDirectory("ebb-command-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = jars(folder);
        Path cache = folder.resolve("ebb.aot");
        train(java, classPath, cache, folder);
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(FRUGAL);
        if (Files.exists(cache)) {
          command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(List.of("-cp", classPath, "dev.ebb.cli.Main"));
        return command;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    // A cache is of use to jars only, not to folders of classes.
    private static String jars(Path folder) throws IOException {
      String booted = System.getProperty("surefire.test.class.path");
      String all = booted == null ? System.getProperty("java.class.path") : booted;
      List<String> entries = new ArrayList<>();
      for (String entry : all.split(File.pathSeparator)) {
        Path path = Path.of(entry);
        if (NOT_NEEDED.stream().anyMatch(entry::contains) || !Files.exists(path)) {
          continue;
        }
        if (PROVIDERS.stream().anyMatch(entry::contains)) {
          provide(path, folder.resolve("providers"));
          continue;
        }
        Path part = folder.resolve("part" + entries.size() + ".jar");
        entries.add((Files.isDirectory(path) ? jar(path, part) : beside(path, part)).toString());
      }
      return String.join(File.pathSeparator, entries);
    }

    // Our own jars, which are there once they are packaged, look for that folder beside themselves;
    // a link would not do, as it is followed before.
    private static Path beside(Path jar, Path part) throws IOException {
      return jar.getFileName().toString().startsWith("ebb-") ? Files.copy(jar, part) : jar;
    }

    private static void provide(Path entry, Path providers) throws IOException {
      Files.createDirectories(providers);
      if (Files.isDirectory(entry)) {
        jar(entry, providers.resolve("cloud.jar"));
      } else {
        Files.createSymbolicLink(providers.resolve(entry.getFileName()), entry);
      }
    }

    private static Path jar(Path classes, Path jar) throws IOException {
      try (OutputStream out = Files.newOutputStream(jar);
          JarOutputStream archive = new JarOutputStream(out);
          Stream<Path> files = Files.walk(classes)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          archive.putNextEntry(
              new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
          Files.copy(file, archive);
          archive.closeEntry();
        }
      }
      return jar;
    }

    // Without the cache all works as well, only slower: so nobody cares how this ends.
    private static void train(String java, String classPath, Path cache, Path folder)
        throws IOException {
      Path project = GeneratedProject.small(folder.resolve("training")).folder();
      List<String> line = new ArrayList<>(List.of(java));
      line.addAll(FRUGAL);
      line.addAll(List.of("-XX:AOTCacheOutput=" + cache, "-cp", classPath));
      line.addAll(List.of("dev.ebb.cli.Main", "up"));
      try (TestDatabase database = dev.ebb.fixture.TestPostgres.shared().newDatabase()) {
        Process process =
            builder(line, project, Map.of("PGDATASOURCE", database.dsn()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static void remove(Path folder) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).collect(Collectors.toList())) {
          Files.deleteIfExists(file);
        }
      } catch (IOException _) {
        // what is left lies in the folder for temporary files
      }
    }
  }
}
