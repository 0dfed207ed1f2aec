package dev.ebb.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A running server, as its {@code postmaster.pid} tells. The file outlives a server that was
 * killed, and its number may then be that of anybody, so it is believed only if that process works
 * in this very data folder.
 *
 * @param pid the number of its main process
 * @param port where it listens
 * @param ready whether it says that it takes connections
 */
record Postmaster(long pid, int port, boolean ready) {
  private static final int PID = 0;
  private static final int PORT = 3;
  private static final int STATE = 7;
  private static final int PATIENCE_MILLIS = 1000;

  /** Asks a server whether it would encrypt: the one question that needs no password. */
  private static final byte[] KNOCK = ByteBuffer.allocate(8).putInt(8).putInt(80877103).array();

  /** The server that runs on this data, if there is one. */
  static Optional<Postmaster> on(Path data) {
    return noted(data).filter(noted -> noted.worksIn(data));
  }

  /** What the file says, alive or not; empty if there is none or it is still being written. */
  static Optional<Postmaster> noted(Path data) {
    try {
      List<String> lines = Files.readAllLines(file(data));
      if (lines.size() <= PORT) {
        return Optional.empty();
      }
      boolean ready = lines.size() > STATE && lines.get(STATE).strip().equals("ready");
      return Optional.of(
          new Postmaster(
              Long.parseLong(lines.get(PID).strip()),
              Integer.parseInt(lines.get(PORT).strip()),
              ready));
    } catch (IOException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  static Path file(Path data) {
    return data.resolve("postmaster.pid");
  }

  /** Whether something that speaks PostgreSQL answers at its port. */
  boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral(EmbeddedPostgres.HOST), port),
          PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(KNOCK);
      InputStream in = socket.getInputStream();
      int answer = in.read();
      return answer == 'N' || answer == 'S';
    } catch (IOException _) {
      return false;
    }
  }

  /** Whether its process is alive, and not that of somebody else with the same number. */
  boolean worksIn(Path data) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return false;
    }
    Path folder = Path.of("/proc", String.valueOf(pid), "cwd");
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      return process.get().info().command().orElse("postgres").endsWith("postgres");
    }
    try {
      return Files.isSameFile(folder, data);
    } catch (IOException _) {
      return false; // a zombie, or somebody else's: not one that we started
    }
  }
}
