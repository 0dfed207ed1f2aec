package dev.ebb.restore.snapshot;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Memo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of one snapshot: {@code dump} as the client wrote it, {@code manifest} with what is in
 * it, {@code SHA256SUMS} over both as {@code sha256sum -c} reads it, and {@code verified} with when
 * it was last restored for a trial. Under its name it is always whole: it gets the name last.
 *
 * @param path the folder
 */
record Folder(Path path) {
  static final String CIPHER = "cipher";
  private static final String MANIFEST = "manifest";
  private static final String DUMP = "dump";
  private static final String SUMS = "SHA256SUMS";
  private static final String VERIFIED = "verified";
  private static final String MAKING = ".making-";

  /** Clocks of files and of processes need not agree to the second. */
  private static final Duration LAG = Duration.ofSeconds(5);

  private static final Duration LONG = Duration.ofDays(1);

  /** The place for the client's files. */
  Path dump() {
    return path.resolve(DUMP);
  }

  /** A new one that has no name yet, for our eyes only. */
  static Folder begin(Path root, String name) {
    try {
      Files.createDirectories(root);
      Path path = root.resolve(making() + name);
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return new Folder(path);
    } catch (IOException e) {
      throw failed("the folder for a snapshot could not be made", e);
    }
  }

  private static String making() {
    return MAKING + ProcessHandle.current().pid() + "@" + here() + "-";
  }

  // Several machines or containers may share the folder, and each counts its processes by itself.
  private static String here() {
    try {
      String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      Path processes = Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
      return HexFormat.of().toHexDigits((host + processes).hashCode());
    } catch (IOException | UnsupportedOperationException _) {
      return "";
    }
  }

  /** Removes what processes left that are no more. */
  static void removeLeftovers(Path root) {
    for (Path path : list(root)) {
      String file = path.getFileName().toString();
      if (file.startsWith(MAKING)) {
        String[] maker = file.substring(MAKING.length()).split("-", 2)[0].split("@", 2);
        boolean ours = maker.length < 2 || maker[1].equals(here());
        if (maker[0].matches("\\d{1,18}")
            && (ours ? isLeft(path, Long.parseLong(maker[0])) : isOld(path))) {
          new Folder(path).remove();
        }
      }
    }
  }

  // The number may be another process's by now: in a container it often is our own again.
  private static boolean isLeft(Path path, long pid) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    try {
      Instant made =
          Files.readAttributes(path, BasicFileAttributes.class).creationTime().toInstant();
      return process.isEmpty()
          || process.get().info().startInstant().filter(made.plus(LAG)::isBefore).isPresent();
    } catch (IOException _) {
      return false;
    }
  }

  // Whether its maker works on another machine nobody can tell here; but a dump grows.
  private static boolean isOld(Path path) {
    try {
      Instant limit = Instant.now().minus(LONG);
      for (Path file : new Folder(path).files()) {
        if (Files.getLastModifiedTime(file).toInstant().isAfter(limit)) {
          return false;
        }
      }
      return Files.getLastModifiedTime(path).toInstant().isBefore(limit);
    } catch (IOException _) {
      return false;
    }
  }

  /** All that are whole. */
  static List<Folder> all(Path root) {
    return list(root).stream()
        .filter(path -> !path.getFileName().toString().startsWith("."))
        .filter(path -> Files.isRegularFile(path.resolve(MANIFEST)))
        .map(Folder::new)
        .toList();
  }

  private static List<Path> list(Path root) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(root)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw failed("the folder " + root + " could not be read", e);
    }
  }

  /** Writes the manifest and the sums, and only when all is on the disk, gives it its name. */
  Folder seal(String name, Memo manifest) {
    try {
      Files.writeString(
          path.resolve(MANIFEST),
          manifest.text("A snapshot made by Ebb; 'ebb snapshot restore " + name + "' restores it"));
      // The disk and the processor are busy at the same time.
      CompletableFuture<Void> written = CompletableFuture.runAsync(this::syncAll);
      StringBuilder sums = new StringBuilder();
      sums().forEach((file, sum) -> sums.append(sum).append("  ").append(file).append('\n'));
      Files.writeString(path.resolve(SUMS), sums);
      join(written);
      sync(path.resolve(SUMS));
      sync(path);
      Path named = path.resolveSibling(name);
      Files.move(path, named, StandardCopyOption.ATOMIC_MOVE);
      sync(named.resolve("..").normalize());
      return new Folder(named);
    } catch (IOException e) {
      throw failed("the snapshot could not be written", e);
    }
  }

  private static void join(CompletableFuture<Void> written) throws IOException {
    try {
      written.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof UncheckedIOException failed
          ? failed.getCause()
          : new IOException(e.getCause());
    }
  }

  private void syncAll() {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path file : all.toList()) {
        sync(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private Map<String, String> sums() throws IOException {
    try {
      return files().parallelStream()
          .filter(file -> !file.equals(path.resolve(SUMS)) && !file.equals(path.resolve(VERIFIED)))
          .collect(
              Collectors.toMap(
                  file -> path.relativize(file).toString(),
                  Folder::sum,
                  (a, _) -> a,
                  TreeMap::new));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String sum(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In what its files are not those that were sealed; empty if they are. */
  List<String> flaws() {
    try {
      Map<String, String> sealed = new TreeMap<>();
      for (String line : Files.readAllLines(path.resolve(SUMS), StandardCharsets.UTF_8)) {
        String[] parts = line.split(" {2}", 2);
        if (parts.length == 2) {
          sealed.put(parts[1], parts[0]);
        }
      }
      Map<String, String> found = sums();
      List<String> flaws = new ArrayList<>();
      sealed.forEach((file, sum) -> {
        String now = found.remove(file);
        if (now == null) {
          flaws.add(file + " is missing");
        } else if (!now.equals(sum)) {
          flaws.add(file + " is not what was written");
        }
      });
      found.keySet().forEach(file -> flaws.add(file + " was put there by somebody"));
      if (!sealed.containsKey(MANIFEST)) {
        flaws.add(SUMS + " says nothing of the " + MANIFEST);
      }
      return flaws;
    } catch (IOException e) {
      return List.of("it cannot be read: " + e);
    }
  }

  /** What was written down of it; empty if that cannot be read. */
  Optional<Memo> manifest() {
    try {
      return Memo.parse(Files.readString(path.resolve(MANIFEST)));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Notes that it was restored for a trial, and was what it should be. */
  void verified(Instant when) {
    try {
      Files.writeString(path.resolve(VERIFIED), when + "\n");
    } catch (IOException e) {
      throw failed("that the snapshot was verified could not be noted", e);
    }
  }

  Optional<Instant> verified() {
    try {
      return Optional.of(Instant.parse(Files.readString(path.resolve(VERIFIED)).strip()));
    } catch (IOException | DateTimeException _) {
      return Optional.empty();
    }
  }

  /** How much it takes of the disk. */
  long bytes() {
    try {
      long bytes = 0;
      for (Path file : files()) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (IOException _) {
      return 0;
    }
  }

  /** Removes what the client wrote, so that it can begin anew. */
  void clearDump() {
    try {
      removeTree(dump());
    } catch (IOException e) {
      throw failed("a dump that was given up could not be removed", e);
    }
  }

  private static void removeTree(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (Stream<Path> all = Files.walk(tree)) {
        for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Removes it; first its name, so that nobody takes half of it for a snapshot. */
  void remove() {
    try {
      Path gone = path;
      if (!path.getFileName().toString().startsWith(MAKING)) {
        gone = path.resolveSibling(making() + "deleted-" + path.getFileName());
        Files.move(path, gone, StandardCopyOption.ATOMIC_MOVE);
      }
      removeTree(gone);
    } catch (IOException e) {
      throw failed("the snapshot could not be removed", e);
    }
  }

  static Fault failed(String what, IOException e) {
    return Fault.of(
        FaultCode.MACHINE,
        what + ": " + e,
        "see that the disk has room and the folder belongs to you; the database was left alone",
        e);
  }
}
