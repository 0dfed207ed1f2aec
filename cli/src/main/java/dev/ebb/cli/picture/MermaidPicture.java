package dev.ebb.cli.picture;

import dev.ebb.graph.MigrationId;
import java.util.List;

/** Writes pictures as a mermaid flow chart, as wikis and code hosts draw it. */
public final class MermaidPicture {
  private MermaidPicture() {}

  /** One flow chart with a subgraph for each schema; lines end in a line feed. */
  public static String of(List<Picture> pictures) {
    StringBuilder chart = new StringBuilder("flowchart TB\n");
    for (int i = 0; i < pictures.size(); i++) {
      subgraph(chart, pictures.get(i), i);
    }
    for (State state : State.values()) {
      chart.append("  classDef ").append(state.word()).append(' ').append(look(state)).append('\n');
    }
    return chart.toString();
  }

  private static void subgraph(StringBuilder chart, Picture picture, int number) {
    chart.append("  subgraph s").append(number);
    chart.append("[\"").append(escaped(picture.title())).append("\"]\n");
    for (Node node : picture.nodes()) {
      chart.append("    ").append(name(number, node.id())).append(shape(node));
      chart.append(":::").append(node.state().word()).append('\n');
    }
    for (Node node : picture.nodes()) {
      for (MigrationId parent : node.parents()) {
        chart.append("    ").append(name(number, parent)).append(" --> ");
        chart.append(name(number, node.id())).append('\n');
      }
    }
    chart.append("  end\n");
  }

  private static String name(int number, MigrationId id) {
    return "s" + number + "_" + id.toString().replace('-', 'm');
  }

  private static String shape(Node node) {
    String text = "\"" + label(node) + "\"";
    return switch (node.state()) {
      case APPLIED -> "(" + text + ")";
      case CHANGED -> "[[" + text + "]]";
      case PENDING, DEFINED -> "[" + text + "]";
      case FAILED, UNFINISHED -> "{{" + text + "}}";
      case AHEAD -> "[/" + text + "/]";
    };
  }

  private static String label(Node node) {
    StringBuilder label = new StringBuilder();
    label.append(node.state().sign()).append(' ').append(node.id()).append(' ');
    label.append(node.state().word());
    for (String line : Wording.wrapped(node.name(), 22, 3)) {
      label.append("<br/>").append(escaped(line));
    }
    if (!node.marks().isEmpty()) {
      label.append("<br/>(").append(String.join(", ", node.marks())).append(')');
    }
    return label.toString();
  }

  private static String look(State state) {
    String line = "fill:" + state.fill() + ",stroke:" + state.line() + ",color:#1f2328";
    return switch (state) {
      case PENDING -> line + ",stroke-dasharray:5 3";
      case FAILED, UNFINISHED -> line + ",stroke-width:3px";
      case APPLIED, CHANGED, AHEAD, DEFINED -> line;
    };
  }

  // Letters, digits, spaces and a few signs stand for themselves; anything else could mean
  // something
  // to mermaid, to its Markdown or to HTML, and is written as a character code.
  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (Character.isLetterOrDigit(c) || c > 0x2000 || " ,-/".indexOf(c) >= 0) {
            safe.appendCodePoint(c);
          } else {
            safe.append('#').append(c).append(';');
          }
        });
    return safe.toString();
  }
}
