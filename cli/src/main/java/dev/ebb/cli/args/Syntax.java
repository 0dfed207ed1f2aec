package dev.ebb.cli.args;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one command understands: the single source for reading its arguments, for its help and for
 * completion. Immutable.
 *
 * @param name the command
 * @param summary what it does, one sentence without a full stop
 * @param operands what may stand beside options, as help shows it, like {@code NAME}; may be empty
 * @param leastOperands how many of these there must be
 * @param mostOperands how many of these there may be
 * @param options in the order of help: its own first, then those that all have
 * @param notes more for help, paragraphs; may be empty
 * @param examples command lines without the word {@code ebb}
 */
public record Syntax(
    String name,
    String summary,
    String operands,
    int leastOperands,
    int mostOperands,
    List<Option> options,
    List<String> notes,
    List<String> examples) {

  public Syntax {
    options = List.copyOf(options);
    notes = List.copyOf(notes);
    examples = List.copyOf(examples);
  }

  /** A command without options and operands, to begin with. */
  public static Syntax of(String name, String summary) {
    return new Syntax(name, summary, "", 0, 0, List.of(), List.of(), List.of());
  }

  /** The same with so many operands. */
  public Syntax operands(String label, int least, int most) {
    return new Syntax(name, summary, label, least, most, options, notes, examples);
  }

  /** The same with more options. */
  public Syntax options(Option... more) {
    return options(Arrays.asList(more));
  }

  /** The same with more options. */
  public Syntax options(List<Option> more) {
    List<Option> all = new ArrayList<>(options);
    all.addAll(more);
    return new Syntax(name, summary, operands, leastOperands, mostOperands, all, notes, examples);
  }

  /** The same with one more paragraph in its help. */
  public Syntax note(String paragraph) {
    List<String> all = new ArrayList<>(notes);
    all.add(paragraph);
    return new Syntax(name, summary, operands, leastOperands, mostOperands, options, all, examples);
  }

  /** The same with these examples. */
  public Syntax examples(String... lines) {
    return new Syntax(
        name, summary, operands, leastOperands, mostOperands, options, notes, Arrays.asList(lines));
  }
}
