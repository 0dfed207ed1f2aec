package dev.ebb.cli;

import dev.ebb.cli.invocation.Interruption;
import dev.ebb.cli.invocation.Surroundings;
import dev.ebb.cli.terminal.Screen;
import dev.ebb.cli.terminal.Terminal;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the launcher runs once, in the background, to teach the JVM which classes a usual command
 * needs; nobody calls it by hand. It reads and contacts nothing outside of this process.
 */
final class Training {
  private Training() {}

  /** Runs through the paths that every command takes. */
  public static void main(String[] args) {
    Terminal nobody =
        new Terminal(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            Screen.NONE);
    Surroundings here = new Surroundings(Map.of(), Path.of(""), nobody, Main.version());
    Main.run(here, Interruption.NONE, "--version");
    Main.run(here, Interruption.NONE, "--help");
  }
}
