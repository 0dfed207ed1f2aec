package dev.ebb.cli.picture;

import dev.ebb.graph.MigrationId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * First half of a layout: puts every migration into the layer below its lowest parent, gives lines
 * over several layers a bend in each, and orders the layers so that few lines cross. Deterministic.
 */
final class Layers {
  private static final int SWEEPS = 8;

  private final List<List<Spot>> layers = new ArrayList<>();
  private final Map<MigrationId, Spot> spots = new HashMap<>();
  private final Map<MigrationId, List<Spot>> chains = new HashMap<>();

  private Layers() {}

  /** From the top down; each from left to right. */
  static List<List<Spot>> of(Picture picture) {
    Layers layers = new Layers();
    picture.nodes().forEach(layers::place);
    picture.nodes().forEach(layers::link);
    layers.number();
    layers.untangle();
    return layers.layers;
  }

  private void place(Node node) {
    int layer = 0;
    for (MigrationId parent : node.parents()) {
      layer = Math.max(layer, spot(parent).layer + 1);
    }
    spots.put(node.id(), add(new Spot(node, layer)));
  }

  private Spot spot(MigrationId id) {
    Spot spot = spots.get(id);
    if (spot == null) {
      throw new IllegalArgumentException("not after its parent: " + id);
    }
    return spot;
  }

  private Spot add(Spot spot) {
    while (layers.size() <= spot.layer) {
      layers.add(new ArrayList<>());
    }
    layers.get(spot.layer).add(spot);
    return spot;
  }

  // All children of a migration share one chain of bends: one line that branches late.
  private void link(Node node) {
    Spot child = spot(node.id());
    for (MigrationId id : node.parents()) {
      Spot parent = spot(id);
      List<Spot> chain = chains.computeIfAbsent(id, _ -> new ArrayList<>(List.of(parent)));
      while (chain.size() < child.layer - parent.layer) {
        Spot bend = add(new Spot(null, parent.layer + chain.size()));
        chain.getLast().linkTo(bend);
        chain.add(bend);
      }
      chain.get(child.layer - parent.layer - 1).linkTo(child);
    }
  }

  private void number() {
    for (List<Spot> layer : layers) {
      for (int i = 0; i < layer.size(); i++) {
        layer.get(i).order = i;
      }
    }
  }

  private void untangle() {
    List<List<Spot>> best = copy();
    long fewest = crossings();
    for (int i = 0; i < SWEEPS && fewest > 0; i++) {
      if (i % 2 == 0) {
        layers.forEach(layer -> sort(layer, spot -> spot.above));
      } else {
        layers.reversed().forEach(layer -> sort(layer, spot -> spot.below));
      }
      long now = crossings();
      if (now < fewest) {
        fewest = now;
        best = copy();
      }
    }
    layers.clear();
    layers.addAll(best);
    number();
  }

  private List<List<Spot>> copy() {
    List<List<Spot>> copy = new ArrayList<>();
    layers.forEach(layer -> copy.add(new ArrayList<>(layer)));
    return copy;
  }

  private static void sort(List<Spot> layer, Function<Spot, List<Spot>> neighbours) {
    Map<Spot, Double> wished = new HashMap<>();
    for (Spot spot : layer) {
      wished.put(
          spot,
          neighbours.apply(spot).stream().mapToInt(s -> s.order).average().orElse(spot.order));
    }
    layer.sort(Comparator.comparingDouble((Spot spot) -> wished.getOrDefault(spot, 0.0)));
    for (int i = 0; i < layer.size(); i++) {
      layer.get(i).order = i;
    }
  }

  private long crossings() {
    long crossings = 0;
    for (List<Spot> layer : layers) {
      List<Integer> seen = new ArrayList<>();
      for (Spot spot : layer) {
        // ends of lines that start further left and end further right are crossed
        for (Spot end : spot.below) {
          crossings += seen.stream().filter(order -> order > end.order).count();
        }
        spot.below.forEach(end -> seen.add(end.order));
      }
    }
    return crossings;
  }
}
