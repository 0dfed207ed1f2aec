package dev.ebb.cli.picture;

import dev.ebb.graph.MigrationId;
import java.util.List;

/** Writes pictures in the language of Graphviz. */
public final class DotPicture {
  private DotPicture() {}

  /** One digraph with a cluster for each schema; lines end in a line feed. */
  public static String of(List<Picture> pictures) {
    StringBuilder dot = new StringBuilder();
    dot.append("digraph migrations {\n");
    dot.append("  graph [rankdir=TB, fontname=\"sans-serif\", labeljust=l];\n");
    dot.append("  node [fontname=\"sans-serif\", fontsize=11, shape=box];\n");
    dot.append("  edge [color=\"#57606a\", arrowsize=0.7];\n");
    for (int i = 0; i < pictures.size(); i++) {
      cluster(dot, pictures.get(i), i);
    }
    return dot.append("}\n").toString();
  }

  private static void cluster(StringBuilder dot, Picture picture, int number) {
    dot.append("  subgraph cluster_").append(number).append(" {\n");
    dot.append("    label=\"").append(escaped(picture.title())).append("\";\n");
    for (Node node : picture.nodes()) {
      dot.append("    ").append(name(number, node.id())).append(" [label=\"");
      dot.append(label(node)).append("\", tooltip=\"").append(escaped(node.name()));
      dot.append("\", ").append(look(node.state())).append("];\n");
    }
    for (Node node : picture.nodes()) {
      for (MigrationId parent : node.parents()) {
        dot.append("    ").append(name(number, parent)).append(" -> ");
        dot.append(name(number, node.id())).append(";\n");
      }
    }
    dot.append("  }\n");
  }

  private static String name(int number, MigrationId id) {
    return "\"" + number + "/" + id + "\"";
  }

  private static String label(Node node) {
    StringBuilder label = new StringBuilder();
    label.append(node.state().sign()).append(' ').append(node.id()).append("  ");
    label.append(node.state().word());
    for (String line : Wording.wrapped(node.name(), 22, 3)) {
      label.append("\\n").append(escaped(line));
    }
    if (!node.marks().isEmpty()) {
      label.append("\\n[").append(String.join(", ", node.marks())).append(']');
    }
    return label.toString();
  }

  private static String look(State state) {
    String shape =
        switch (state) {
          case APPLIED, DEFINED -> "shape=box, style=\"rounded,filled\"";
          case CHANGED -> "shape=box, peripheries=2, style=filled";
          case PENDING -> "shape=box, style=\"dashed,filled\"";
          case FAILED, UNFINISHED -> "shape=octagon, penwidth=3, style=filled";
          case AHEAD -> "shape=hexagon, style=filled";
        };
    return shape + ", color=\"" + state.line() + "\", fillcolor=\"" + state.fill() + "\"";
  }

  // A backslash starts an escape in a label; everything else stands for itself.
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
