package dev.ebb.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.launch.Shell.Ended;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that the build leaves, unpacked elsewhere and started with the real Java. */
final class DistributionIT {
  private static final String VERSION = System.getProperty("ebb.version", "");
  private static final Path ARCHIVE =
      Path.of(System.getProperty("ebb.root", ".."), "cli/target/ebb-" + VERSION + ".tar.gz");

  @TempDir static Path unpacked;

  @TempDir Path folder;
  private Path home;
  private Shell shell;

  @BeforeAll
  static void unpack() throws Exception {
    Ended tar = new Shell(unpacked).run("tar", "-xzf", ARCHIVE.toAbsolutePath(), "-C", unpacked);
    assertThat(tar.status()).as(tar.err()).isZero();
  }

  @BeforeEach
  void copy() throws Exception {
    home = folder.resolve("ebb");
    new Shell(folder).run("cp", "-a", unpacked.resolve("ebb-" + VERSION), home);
    Files.createDirectories(folder.resolve("home"));
    shell = new Shell(folder).with("EBB_JAVA_HOME", System.getProperty("java.home"));
  }

  @Test
  void holdsALauncherTheJarsAndWhatMustBeRead() {
    assertThat(home.resolve("bin/ebb")).isExecutable();
    assertThat(home)
        .isDirectoryContaining("glob:**/LICENSE")
        .isDirectoryContaining("glob:**/README.md");
    assertThat(home.resolve("lib")).isDirectoryContaining("glob:**/postgresql-*.jar");
    assertThat(home.resolve("lib"))
        .isDirectoryNotContaining("glob:**/{junit,assertj,jspecify,ebb-cloud,rds}*.jar");
    assertThat(home.resolve("lib/providers"))
        .isDirectoryContaining("glob:**/ebb-cloud-*.jar")
        .isDirectoryContaining("glob:**/rds-*.jar")
        .isDirectoryNotContaining("glob:**/{ebb-core,jackson,postgresql}*.jar");
  }

  @Test
  void saysItsVersionAndNothingElse() throws Exception {
    assertThat(version(shell.with("EBB_AOT", "off")))
        .isEqualTo(new Ended(0, "ebb " + VERSION + "\n", ""));
  }

  @Test
  void startsFromItsCacheAndStaysSilentWhenItWasMoved() throws Exception {
    version(shell.with("EBB_AOT", "now"));
    assertThat(caches(home.resolve("cache"))).hasSize(1);
    assertThat(mainComesFromTheCache()).isTrue();

    Path moved = folder.resolve("mo ved");
    Files.move(home, moved);
    home = moved;
    assertThat(version(shell)).isEqualTo(new Ended(0, "ebb " + VERSION + "\n", ""));
    assertThat(mainComesFromTheCache()).isTrue();
  }

  @Test
  void makesTheCacheBesideTheFirstCommand() throws Exception {
    assertThat(version(shell)).isEqualTo(new Ended(0, "ebb " + VERSION + "\n", ""));
    for (int i = 0; i < 600 && (caches(home.resolve("cache")).isEmpty() || making()); i++) {
      Thread.sleep(100);
    }
    assertThat(mainComesFromTheCache()).isTrue();
  }

  @Test
  void startsWithoutACacheWhereNoneCanBeWritten() throws Exception {
    Files.writeString(home.resolve("cache"), "a file in the way, which stops root as well");
    Shell nowhere = shell.with("XDG_CACHE_HOME", "/dev/null").with("EBB_AOT", "now");
    assertThat(version(nowhere)).isEqualTo(new Ended(0, "ebb " + VERSION + "\n", ""));
  }

  @Test
  void keepsTheCacheWithTheUserWhereTheInstallationIsReadOnly() throws Exception {
    Files.writeString(home.resolve("cache"), "a file in the way, which stops root as well");
    Shell user = shell.with("XDG_CACHE_HOME", folder.resolve("own")).with("EBB_AOT", "now");
    assertThat(version(user).status()).isZero();
    assertThat(caches(folder.resolve("own/ebb"))).hasSize(1);
  }

  @Test
  void startsPlainlyAndSilentlyWithADamagedCache() throws Exception {
    version(shell.with("EBB_AOT", "now"));
    Path cache = caches(home.resolve("cache")).getFirst();
    long size = Files.size(cache);
    for (long length : new long[] {size / 2, 100, 0}) {
      try (RandomAccessFile file = new RandomAccessFile(cache.toFile(), "rw")) {
        file.setLength(length);
      }
      assertThat(version(shell)).isEqualTo(new Ended(0, "ebb " + VERSION + "\n", ""));
    }
  }

  @Test
  void takesNoCacheOfAnotherBuild() throws Exception {
    version(shell.with("EBB_AOT", "now"));
    Files.writeString(home.resolve("lib/build"), "another\n");
    version(shell.with("EBB_AOT", "now"));
    assertThat(caches(home.resolve("cache")))
        .singleElement()
        .satisfies(cache -> assertThat(cache.getFileName().toString()).startsWith("another-"));
  }

  private Ended version(Shell in) throws IOException, InterruptedException {
    return in.run(home.resolve("bin/ebb"), "--version");
  }

  private boolean mainComesFromTheCache() throws IOException, InterruptedException {
    Path log = folder.resolve("classes");
    version(shell.with("EBB_JAVA_OPTS", "-Xlog:class+load=info:file=" + log));
    return Files.readAllLines(log).stream()
        .anyMatch(line -> line.contains("dev.ebb.cli.Main source: shared objects file"));
  }

  private boolean making() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("cache"))) {
      return files.anyMatch(file -> file.toString().endsWith(".making"));
    }
  }

  private static List<Path> caches(Path in) throws IOException {
    if (!Files.isDirectory(in)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(in)) {
      return files.filter(file -> file.toString().endsWith(".aot")).toList();
    }
  }
}
