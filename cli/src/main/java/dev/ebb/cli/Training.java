package dev.ebb.cli;

/**
 * What the launcher runs once, in the background, to teach the JVM which classes a usual command
 * needs; nobody calls it by hand. It reads and contacts nothing outside of this process.
 */
final class Training {
  private Training() {}

  /** Runs through the paths that every command takes. */
  public static void main(String[] args) {
    Main.run("--version");
    Main.run("--help");
  }
}
