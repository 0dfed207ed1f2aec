package dev.ebb.cli;

/** Where the process starts: reads the arguments, runs the command, ends with its exit status. */
public final class Main {
  private Main() {}

  /** Ends the JVM with the status that {@link #run} gives. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs one command line in this process and says with which status it should end. */
  static int run(String... args) {
    String version = Main.class.getPackage().getImplementationVersion();
    System.out.println("ebb " + (version == null ? "(not packaged)" : version));
    return 0;
  }
}
