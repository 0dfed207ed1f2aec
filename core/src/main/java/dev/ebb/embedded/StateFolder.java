package dev.ebb.embedded;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The folder of one embedded server: its data, log, password, and the note of its port. */
final class StateFolder {
  private static final long LOG_LIMIT = 10L << 20;
  private static final int LOG_LINES = 12;

  private final Path root;

  StateFolder(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  Path data() {
    return root.resolve("data");
  }

  Path settings() {
    return data().resolve("ebb.conf");
  }

  Path log() {
    return root.resolve("server.log");
  }

  FileMutex lock() {
    return FileMutex.take(root);
  }

  Optional<Postmaster> postmaster() {
    return Postmaster.on(data());
  }

  String password() {
    return read("password");
  }

  String version() {
    return read("version");
  }

  /** The port of the last start; 0 if there was none. */
  int lastPort() {
    try {
      return Integer.parseInt(Files.readString(root.resolve("port")).strip());
    } catch (IOException | NumberFormatException _) {
      return 0;
    }
  }

  void note(Installation installation, Postmaster server) throws IOException {
    Files.writeString(root.resolve("version"), installation.version());
    Files.writeString(root.resolve("port"), String.valueOf(server.port()));
  }

  boolean hasData() {
    return Files.exists(data().resolve("PG_VERSION"));
  }

  /** Only with {@link #hasData()}. */
  int major() {
    return Integer.parseInt(read("data/PG_VERSION").strip());
  }

  /** Copies the template; the data appear by one rename, after the work on the copy is done. */
  void fill(Path template, Cache.Maker finish) throws IOException {
    Path half = root.resolve("data.half");
    Tree.remove(half);
    try {
      Tree.copy(template.resolve("data"), half);
      finish.make(half);
      Files.copy(
          template.resolve("password"),
          root.resolve("password"),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.COPY_ATTRIBUTES);
      Files.writeString(root.resolve(".gitignore"), "*\n");
      Files.move(half, data(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      Tree.remove(half);
      throw e;
    }
  }

  /** Writes the settings that the next start reads. */
  void configure(EmbeddedOptions options) throws IOException {
    Map<String, String> all = new TreeMap<>();
    all.put("listen_addresses", EmbeddedPostgres.HOST);
    all.put("unix_socket_directories", "");
    all.put("cluster_name", "ebb");
    all.put("max_connections", "100");
    all.put("shared_buffers", "32MB");
    all.put("timezone", "UTC");
    all.put("log_timezone", "UTC");
    all.put("lc_messages", "C");
    all.put("log_line_prefix", "%m [%p] %q%a ");
    if (options.major() >= 14 && Files.isDirectory(Path.of("/proc/self"))) {
      // after a crash flush the file system as a whole: a second or two quicker than file by file
      all.put("recovery_init_sync_method", "syncfs");
    }
    all.putAll(options.durability().settings());
    all.putAll(options.settings());
    StringBuilder lines = new StringBuilder("# written anew by Ebb at each start\n");
    all.forEach((name, value) ->
        lines.append(name).append(" = '").append(value.replace("'", "''")).append("'\n"));
    Files.writeString(settings(), lines);
  }

  /** Makes sure that there is a log and that it does not grow for ever. */
  void prepareLog() throws IOException {
    if (Files.exists(log()) && Files.size(log()) > LOG_LIMIT) {
      Files.move(log(), root.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(log())) {
      Files.createFile(log());
    }
  }

  long logLength() {
    try {
      return Files.size(log());
    } catch (IOException _) {
      return 0;
    }
  }

  /** The last lines that the server has written since its log was that long. */
  String logSince(long length) {
    try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
      long from = Math.max(length, file.length() - 64 * 1024);
      byte[] bytes = new byte[(int) Math.max(0, file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  private String read(String name) {
    try {
      return Files.readString(root.resolve(name));
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the folder of the embedded PostgreSQL is damaged: cannot read " + root.resolve(name),
          "if what is in that server can be made again, remove the folder "
              + root
              + " and run the same again; else restore the file from a backup",
          e);
    }
  }
}
