package dev.ebb.restore.pgbackrest;

import dev.ebb.exec.Ending;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Memo;
import dev.ebb.restore.pitr.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Has pgBackRest fill a new data directory. */
final class Restoring {
  private static final Duration STEP = Duration.ofMillis(500);
  private static final Duration SHORT = Duration.ofMinutes(10);

  private final Archive archive;
  private final Paths paths;

  /**
   * Where to.
   *
   * @param data the new data directory
   * @param tablespaces where its tablespaces go: those of the old server are in use
   */
  record Paths(Path data, Path tablespaces) {}

  Restoring(Archive archive, Paths paths) {
    this.archive = archive;
    this.paths = paths;
  }

  /**
   * Whether all is there: pgBackRest writes that file last, so that nothing less can be started.
   */
  boolean isWhole() {
    awaitOthers();
    return Files.isRegularFile(paths.data().resolve("global").resolve("pg_control"));
  }

  // What a killed Ebb had started goes on without it, and may well end.
  private void awaitOthers() {
    while (others().findAny().isPresent()) {
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  /** Ends whoever still restores into it: what is being removed must not grow. */
  void endOthers() {
    others().forEach(ProcessHandle::destroyForcibly);
    awaitOthers();
  }

  private Stream<ProcessHandle> others() {
    String mark = "--pg1-path=" + paths.data();
    return ProcessHandle.allProcesses()
        .filter(handle ->
            handle.info().arguments().map(all -> restores(List.of(all), mark)).orElse(false));
  }

  // What the server on trial fetches from the archive has the same mark.
  private static boolean restores(List<String> arguments, String mark) {
    return arguments.contains(mark)
        && arguments.stream()
            .anyMatch(word -> word.equals("restore") || word.startsWith("restore:"));
  }

  /** Restores from the beginning; the error, if it could not. */
  Optional<Fault> run(Memo memo, Consumer<Progress> progress) {
    clear();
    List<String> options = new ArrayList<>();
    options.add("--pg1-path=" + paths.data());
    options.add("--set=" + memo.value("backup").orElseThrow());
    options.add("--type=" + memo.value("type").orElseThrow());
    options.add("--target=" + memo.value("target").orElseThrow());
    options.add("--target-timeline=" + memo.value("timeline").orElseThrow());
    options.add("--target-action=promote");
    options.add("--archive-mode=off");
    // those of the backup, whatever the server has by now
    options.add("--tablespace-map-all=" + paths.tablespaces());
    long size = memo.value("size").map(Long::valueOf).orElse(0L);
    Tool tool = archive.tool();
    CompletableFuture<Ending> end = CompletableFuture.supplyAsync(() -> tool.restore(options));
    long begun = System.nanoTime();
    while (!end.isDone()) {
      LockSupport.parkNanos(STEP.toNanos());
      progress.accept(progress(size, begun));
    }
    Ending ending = end.join();
    return ending.succeeded() ? Optional.empty() : Optional.of(failed(ending));
  }

  private static Fault failed(Ending ending) {
    return Fault.of(
        FaultCode.MACHINE,
        "pgBackRest could not restore: " + ending.describe(),
        "mend the cause and run it again; what it had written was removed, and the old server"
            + " serves as before");
  }

  private Progress progress(long size, long begun) {
    long written = written();
    if (size <= 0 || written <= 0) {
      return Progress.of("restoring files");
    }
    double share = Math.min(1, (double) written / size);
    double seconds = (System.nanoTime() - begun) / 1e9;
    Duration left = Duration.ofMillis((long) (1000 * seconds * (1 - share) / share));
    return new Progress("restoring files", share, left);
  }

  private long written() {
    try (Stream<Path> files = Files.walk(paths.data())) {
      return files.mapToLong(Restoring::length).sum();
    } catch (IOException | UncheckedIOException _) {
      return 0;
    }
  }

  private static long length(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException _) {
      return 0;
    }
  }

  private void clear() {
    Ending ending =
        archive
            .programs()
            .run(
                archive
                    .identity()
                    .command(
                        "rm", "-rf", "--", paths.data().toString(), paths.tablespaces().toString())
                    .within(SHORT));
    if (!ending.succeeded()) {
      throw Fault.of(
          FaultCode.MACHINE,
          "cannot remove what is left in " + paths.data() + ": " + ending.describe(),
          "mend the cause and run it again; the old server serves as before");
    }
  }
}
