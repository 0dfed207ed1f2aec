package dev.ebb.restore.snapshot;

import dev.ebb.exec.Command;
import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the files of a snapshot are encrypted: by a program of its own, for somebody who alone can
 * read them again. Immutable.
 *
 * @param program the program
 * @param recipient whom it encrypts for: a public key of age, or a key that gpg knows
 */
public record Cipher(Program program, String recipient) {
  private static final Duration FOREVER = Duration.ofDays(1);

  /** The programs that are known. */
  public enum Program {
    /** age, with a key pair in files. */
    AGE("age"),
    /** GnuPG, with its own ring of keys. */
    GPG("gpg");

    private final String word;

    Program(String word) {
      this.word = word;
    }
  }

  /**
   * From {@code age:RECIPIENT} or {@code gpg:RECIPIENT}.
   *
   * @throws Fault USAGE for anything else
   */
  public static Cipher parse(String text) {
    int colon = text.indexOf(':');
    for (Program program : Program.values()) {
      if (colon > 0 && text.substring(0, colon).equals(program.word) && colon + 1 < text.length()) {
        return new Cipher(program, text.substring(colon + 1));
      }
    }
    throw Fault.of(
        FaultCode.USAGE,
        "\"" + text + "\" says neither how to encrypt nor for whom",
        "write age:RECIPIENT or gpg:RECIPIENT");
  }

  /** What the names of encrypted files end with. */
  String suffix() {
    return "." + program.word;
  }

  /**
   * Looks whether the program is there.
   *
   * @throws Fault MACHINE if not, saying what to install
   */
  void require(Programs programs) {
    if (programs.find(program.word).isEmpty()) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the program " + program.word + " is not on this machine",
          "install it: apt-get install "
              + (program == Program.AGE ? "age" : "gnupg")
              + "; nothing was changed");
    }
  }

  void encrypt(Programs programs, Path plain, Path to) {
    List<String> words =
        switch (program) {
          case AGE -> List.of("age", "--recipient", recipient, "--output", to.toString());
          case GPG ->
              List.of(
                  "gpg",
                  "--batch",
                  "--quiet",
                  "--trust-model=always",
                  "--compress-algo=none",
                  "--recipient",
                  recipient,
                  "--output",
                  to.toString(),
                  "--encrypt");
        };
    run(programs, words, plain, "encrypted for " + recipient);
  }

  /**
   * Makes a file readable again.
   *
   * @param identity the file of the key that can; null if the program finds it by itself
   */
  void decrypt(Programs programs, Path secret, Path to, @Nullable Path identity) {
    if (program == Program.AGE && identity == null) {
      throw Fault.of(
          FaultCode.USAGE,
          "the snapshot is encrypted by age for " + recipient + ", and no key is named",
          "name the file of the key with --identity");
    }
    List<String> words =
        switch (program) {
          case AGE ->
              List.of(
                  "age",
                  "--decrypt",
                  "--identity",
                  String.valueOf(identity),
                  "--output",
                  to.toString());
          case GPG -> List.of("gpg", "--batch", "--quiet", "--output", to.toString(), "--decrypt");
        };
    run(programs, words, secret, "decrypted");
  }

  private static void run(Programs programs, List<String> words, Path file, String done) {
    List<String> all = new ArrayList<>(words);
    all.add(file.toString());
    Ending ending = programs.run(Command.of(all).inheriting().within(FOREVER));
    if (!ending.succeeded()) {
      throw Dumping.failed(
          "file " + file.getFileName() + " of the snapshot could not be " + done,
          ending.describe());
    }
  }

  /** As it is written down. */
  String text() {
    return program.word + ":" + recipient;
  }

  /** From what was written down, if anything. */
  static Optional<Cipher> of(Optional<String> text) {
    return text.map(Cipher::parse);
  }
}
