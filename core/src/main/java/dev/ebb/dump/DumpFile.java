package dev.ebb.dump;

import dev.ebb.exec.Command;
import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * A dump in whichever format, as the text of a plain one: pg_restore of this machine translates
 * what only that can read.
 */
final class DumpFile implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofHours(1);
  private static final int HEAD = 262;
  private static final int TAR_MARK = 257;
  private static final String PLAINLY =
      "write a plain one: pg_dump --data-only --format=plain; nothing was changed";

  private final Path text;
  private final boolean translated;

  private DumpFile(Path text, boolean translated) {
    this.text = text;
    this.translated = translated;
  }

  /**
   * Looks what it is, and has it translated where that is needed.
   *
   * @throws Fault USAGE if there is no such file; REFUSED if nobody here can read it
   */
  static DumpFile open(Path path, Programs programs) {
    try {
      if (Files.isDirectory(path)) {
        if (!Files.exists(path.resolve("toc.dat"))) {
          throw unreadable(path, "it is a folder without a toc.dat, so pg_dump has not written it");
        }
        return translated(path, programs, "pg_dump's directory format");
      }
      byte[] head = head(path);
      if (begins(head, "PGDMP", 0)) {
        return translated(path, programs, "pg_dump's custom format");
      }
      if (begins(head, "ustar", TAR_MARK)) {
        return translated(path, programs, "pg_dump's tar format");
      }
      return new DumpFile(path, false);
    } catch (IOException e) {
      throw unreadable(path, reason(e));
    }
  }

  /** The text, unpacked if it is packed by gzip. */
  InputStream read() throws IOException {
    byte[] head = head(text);
    InputStream file = new BufferedInputStream(Files.newInputStream(text), 1 << 16);
    boolean packed = head.length > 1 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
    return packed ? new BufferedInputStream(new GZIPInputStream(file), 1 << 16) : file;
  }

  private static byte[] head(Path path) throws IOException {
    try (InputStream file = Files.newInputStream(path)) {
      return file.readNBytes(HEAD);
    }
  }

  private static boolean begins(byte[] head, String mark, int at) {
    byte[] bytes = mark.getBytes(StandardCharsets.US_ASCII);
    return head.length >= at + bytes.length
        && Arrays.equals(Arrays.copyOfRange(head, at, at + bytes.length), bytes);
  }

  private static DumpFile translated(Path path, Programs programs, String format)
      throws IOException {
    Path program =
        programs
            .find("pg_restore")
            .orElseThrow(() ->
                refused(
                    "%s is in %s, which only pg_restore reads, and there is none along PATH"
                        .formatted(path, format),
                    "install the client programs of PostgreSQL, or " + PLAINLY));
    Path text = Files.createTempFile("ebb-dump-", ".sql");
    Ending ending =
        programs.run(
            Command.of(
                    program.toString(),
                    "--data-only",
                    "--file=" + text,
                    path.toAbsolutePath().toString())
                .within(LIMIT));
    if (!ending.succeeded()) {
      Files.deleteIfExists(text);
      throw refused(
          "pg_restore could not read " + path + ": " + ending.describe(),
          "if a newer pg_dump has written it, use the pg_restore of that version, or " + PLAINLY);
    }
    return new DumpFile(text, true);
  }

  private static String reason(IOException e) {
    return Files.exists(Path.of(String.valueOf(e.getMessage())))
        ? e.getClass().getSimpleName()
        : "there is no such file, or it may not be read";
  }

  private static Fault unreadable(Path path, String why) {
    return Fault.of(
        FaultCode.USAGE,
        "cannot read rows from " + path + ": " + why,
        "name a dump with --data=…, or leave it out; nothing was changed");
  }

  static Fault refused(String what, String remedy) {
    return Fault.of(FaultCode.REFUSED, what, remedy);
  }

  @Override
  public void close() throws IOException {
    if (translated) {
      Files.deleteIfExists(text);
    }
  }
}
