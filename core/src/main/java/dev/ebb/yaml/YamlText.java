package dev.ebb.yaml;

import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import java.util.Optional;

/**
 * A YAML document that stands somewhere in a file.
 *
 * @param text the document alone
 * @param file the file that it stands in
 * @param lineShift how many lines of the file are before it
 * @param columnShift how many characters of each of its lines are before it
 */
public record YamlText(String text, String file, int lineShift, int columnShift) {

  /** A file that is a document as a whole. */
  public static YamlText wholeFile(String text, String file) {
    return new YamlText(text, file, 0, 0);
  }

  /** The place in the file; line and column of the document are counted from 0. */
  Place place(int line, int column) {
    return new Place(file, line + lineShift + 1, column + columnShift + 1);
  }

  /** Its value; nothing if it is empty or, with a problem told, not good YAML. */
  public Optional<Yaml> read(Problems problems) {
    Optional<Yaml> plain = PlainYaml.read(this);
    return plain.isPresent() ? plain : new YamlEngine(this, problems).read();
  }
}
