package dev.ebb.exec;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs of this machine as child processes. */
final class LocalPrograms implements Programs {
  private static final Set<String> NEEDED = Set.of("PATH", "HOME", "TMPDIR");

  /** How long to go on reading after the end: what it left running may hold its output open. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  @Override
  public Ending run(Command command) {
    Process process;
    try {
      process = builder(command).start();
    } catch (IOException e) {
      return new Ending.NotStarted(String.valueOf(e.getMessage()));
    }
    Drain out = new Drain(process.getInputStream(), command.bound());
    Drain err = new Drain(process.getErrorStream(), command.bound());
    feed(process, command.input());
    try {
      if (process.waitFor(command.deadline().toMillis(), TimeUnit.MILLISECONDS)) {
        return new Ending.Exited(process.exitValue(), written(out, err));
      }
      kill(process);
      return new Ending.Killed(
          "did not end within " + command.deadline().toMillis() + " ms", written(out, err));
    } catch (InterruptedException _) {
      kill(process);
      Thread.currentThread().interrupt();
      return new Ending.Killed("was asked to stop", new Output(out.text(), err.text(), true));
    }
  }

  @Override
  public Process launch(Command command) throws IOException {
    return builder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  @Override
  public Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  private static ProcessBuilder builder(Command command) {
    ProcessBuilder builder = new ProcessBuilder(command.arguments());
    if (command.folder() != null) {
      builder.directory(command.folder().toFile());
    }
    Map<String, String> variables = builder.environment();
    switch (command.surroundings()) {
      case CLEAN -> variables.keySet().retainAll(NEEDED);
      case INHERITED -> {}
    }
    variables.putAll(command.variables());
    return builder;
  }

  private static Output written(Drain out, Drain err) throws InterruptedException {
    out.await(GRACE);
    err.await(GRACE);
    return new Output(out.text(), err.text(), out.cut() || err.cut());
  }

  /** On a thread of its own: a program that does not read must not keep us from its deadline. */
  private static void feed(Process process, String input) {
    Thread.ofPlatform()
        .daemon()
        .name("input of " + process.pid())
        .start(() -> {
          try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
          } catch (IOException _) {
            // it ended without reading all of it; its exit status tells whether that matters
          }
        });
  }

  /** Looks for children again after each round: one may have started another meanwhile. */
  private static void kill(Process process) {
    List<ProcessHandle> tree = tree(process).toList();
    for (int round = 0; round < 10 && !tree.isEmpty(); round++) {
      tree.forEach(ProcessHandle::destroyForcibly);
      tree =
          Stream.concat(tree.stream().flatMap(ProcessHandle::descendants), tree(process))
              .filter(ProcessHandle::isAlive)
              .distinct()
              .toList();
    }
  }

  private static Stream<ProcessHandle> tree(Process process) {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }

  /** Reads one stream of a program to its end, and keeps the first part of it. */
  private static final class Drain {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int bound;
    private final Thread thread;
    private boolean cut;

    Drain(InputStream stream, int bound) {
      this.bound = bound;
      this.thread = Thread.ofPlatform().daemon().name("output").start(() -> read(stream));
    }

    private void read(InputStream stream) {
      byte[] buffer = new byte[8192];
      try (stream) {
        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
          keep(buffer, n);
        }
      } catch (IOException _) {
        // the stream was closed under our feet, which is also an end
      }
    }

    private synchronized void keep(byte[] buffer, int length) {
      int room = Math.min(length, bound - kept.size());
      kept.write(buffer, 0, room);
      cut |= room < length;
    }

    void await(Duration time) throws InterruptedException {
      if (!thread.join(time)) {
        synchronized (this) {
          cut = true;
        }
      }
    }

    synchronized String text() {
      return kept.toString(StandardCharsets.UTF_8);
    }

    synchronized boolean cut() {
      return cut;
    }
  }
}
