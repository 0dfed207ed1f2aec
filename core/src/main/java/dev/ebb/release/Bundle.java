package dev.ebb.release;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/**
 * Releases in one file: compressed, with a format and a sum, for machines without Git. Nothing of
 * it is ever fetched from anywhere. Thread-safe.
 */
public final class Bundle {
  /** The name of a bundle unless another is given. */
  public static final String FILE = "ebb-releases.bundle";

  private Bundle() {}

  /**
   * Reads one.
   *
   * @param name of the file, for messages
   * @throws Fault DEFINITION if the bytes are no bundle, one of a newer Ebb, or not whole
   */
  public static Releases read(byte[] file, String name) {
    return BundleReader.read(BundleFormat.unwrap(file, name), BundleFormat.format(file), name);
  }

  /**
   * Reads one.
   *
   * @throws Fault as {@link #read(byte[], String)}; MACHINE or UNKNOWN_NAME if there is no such
   *     file or it cannot be read
   */
  public static Releases read(Path file) {
    try {
      return read(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw Fault.of(
          FaultCode.UNKNOWN_NAME,
          "there is no bundle " + file,
          "name a file that 'ebb bundle' wrote",
          e);
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the bundle " + file + " cannot be read: " + e.getMessage(),
          "check that it is a file, and its permissions",
          e);
    }
  }

  /** The bytes of a bundle; always the same for the same releases and tool. */
  public static byte[] bytes(Releases releases, String tool) {
    return BundleFormat.wrap(BundleWriter.content(releases), tool);
  }

  /**
   * Writes one, whole or not at all.
   *
   * @throws Fault MACHINE if it cannot be written
   */
  public static void write(Path file, byte[] bytes) {
    Path whole = file.toAbsolutePath();
    try {
      Path folder = Objects.requireNonNull(whole.getParent());
      Files.createDirectories(folder);
      // not a temporary file, which nobody else may read
      Path draft = folder.resolve("." + whole.getFileName() + ".draft");
      try {
        Files.write(draft, bytes);
        Files.move(draft, whole, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the bundle cannot be written to " + file + ": " + e.getMessage(),
          "name another place with --output; nothing was written",
          e);
    }
  }
}
