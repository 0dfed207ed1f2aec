package dev.ebb.introspect;

/**
 * The major version of the server that is asked, on which the spelling of queries depends.
 *
 * @param major 12 or higher
 */
record Server(int major) {

  /** The column if the server has it, else what stands for it. */
  String since(int version, String column, String otherwise) {
    return major >= version ? column : otherwise;
  }
}
