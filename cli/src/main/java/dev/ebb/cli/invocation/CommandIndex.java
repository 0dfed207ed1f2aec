package dev.ebb.cli.invocation;

import java.util.List;

/** All commands there are, known by name before any of them is loaded. */
public interface CommandIndex {
  /** Their names in the order of help. */
  List<String> names();

  /** What a command does, in a phrase. */
  String summary(String name);

  /** A new command of that name, which must be one of {@link #names()}. */
  Command create(String name);
}
