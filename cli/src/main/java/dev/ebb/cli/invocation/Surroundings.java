package dev.ebb.cli.invocation;

import dev.ebb.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a call finds where it is made.
 *
 * @param environment its environment variables
 * @param folder its working folder
 * @param terminal its streams
 * @param version the number of this Ebb
 */
public record Surroundings(
    Map<String, String> environment, Path folder, Terminal terminal, String version) {}
