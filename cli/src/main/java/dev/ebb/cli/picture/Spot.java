package dev.ebb.cli.picture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One place in a layer while a layout is being made: a migration, or a bend of a line that passes
 * through this layer. Mutable; lives for one layout.
 */
final class Spot {
  final @Nullable Node node;
  final int layer;
  final List<Spot> above = new ArrayList<>();
  final List<Spot> below = new ArrayList<>();

  /** Its place from the left among those of its layer. */
  int order;

  /** Its middle, in pixels. */
  double x;

  Spot(@Nullable Node node, int layer) {
    this.node = node;
    this.layer = layer;
  }

  boolean isBend() {
    return node == null;
  }

  void linkTo(Spot child) {
    below.add(child);
    child.above.add(this);
  }
}
