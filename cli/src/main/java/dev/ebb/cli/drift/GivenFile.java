package dev.ebb.cli.drift;

import dev.ebb.cli.invocation.Invocation;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that an option names. */
final class GivenFile {
  private GivenFile() {}

  /**
   * The text of a file, by its name from where the caller stands.
   *
   * @param what it tells, for messages
   * @param option that names it, for messages
   * @throws Fault USAGE if it cannot be read
   */
  static String read(Invocation call, String name, String what, String option) {
    try {
      return read(call.surroundings().folder().resolve(name), name, what, option);
    } catch (InvalidPathException e) {
      throw unreadable(name, what, option, e.getReason(), e);
    }
  }

  static String read(Path file, String name, String what, String option) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw unreadable(name, what, option, "there is no such file", e);
    } catch (CharacterCodingException e) {
      throw unreadable(name, what, option, "it is not in UTF-8", e);
    } catch (IOException e) {
      throw unreadable(name, what, option, String.valueOf(e.getMessage()), e);
    }
  }

  private static Fault unreadable(
      String file, String what, String option, String why, Exception cause) {
    return Fault.of(
        FaultCode.USAGE,
        "cannot read " + what + " from " + file + ": " + why,
        "name a file with " + option + "=…, or leave it out; nothing was changed",
        cause);
  }
}
