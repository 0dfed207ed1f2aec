package dev.ebb.cli.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Second half of a layout: cuts a tall stack of layers into columns, where few lines are cut, and
 * finds the horizontal place of everything in a column. Deterministic.
 *
 * @param layers the layers of this column, from the top down
 * @param left where it starts, in pixels
 * @param width how wide it is
 */
record Columns(List<List<Spot>> layers, double left, double width) {
  private static final int SINGLE = 14;
  private static final int SWEEPS = 6;

  /** The columns from left to right, each as wide as it needs, with room for lines between. */
  static List<Columns> of(List<List<Spot>> layers) {
    List<Columns> columns = new ArrayList<>();
    double left = 0;
    int start = 0;
    int height = height(layers);
    while (start < layers.size()) {
      int end = end(layers, start, height);
      List<List<Spot>> part = layers.subList(start, end);
      arrange(part);
      double width = shift(part, left);
      columns.add(new Columns(part, left, width));
      int tracks = end < layers.size() ? (int) cut(layers, end) : 0;
      left += width + (tracks + 1) * SvgMeasures.TRACK + SvgMeasures.GUTTER;
      start = end;
    }
    return columns;
  }

  // As many layers as make the whole about one and a half times as wide as high.
  private static int height(List<List<Spot>> layers) {
    if (layers.size() <= SINGLE) {
      return layers.size();
    }
    double mean = layers.stream().mapToDouble(Columns::packed).average().orElse(1);
    double most = layers.stream().mapToDouble(Columns::packed).max().orElse(1);
    double width = (mean + most) / 2;
    double area = layers.size() * (width + SvgMeasures.GUTTER) * SvgMeasures.ROW;
    return (int) Math.max(10, Math.ceil(Math.sqrt(area / 1.5) / SvgMeasures.ROW));
  }

  // The last tenths of a column are free, so that a cut can be where branches have come together.
  private static int end(List<List<Spot>> layers, int start, int height) {
    int latest = start + height + height / 5;
    if (latest >= layers.size()) {
      return layers.size();
    }
    int best = start + height;
    for (int end = start + height; end <= latest; end++) {
      if (cut(layers, end) < cut(layers, best)) {
        best = end;
      }
    }
    return best;
  }

  /** How many lines there are from the layer above this one into it. */
  private static long cut(List<List<Spot>> layers, int layer) {
    return layers.get(layer - 1).stream().filter(spot -> !spot.below.isEmpty()).count();
  }

  private static double packed(List<Spot> layer) {
    double width = 0;
    for (Spot spot : layer) {
      width += 2 * half(spot) + SvgMeasures.GAP;
    }
    return width;
  }

  private static double half(Spot spot) {
    return spot.isBend() ? 4 : SvgMeasures.BOX_WIDTH / 2;
  }

  private static void arrange(List<List<Spot>> layers) {
    for (List<Spot> layer : layers) {
      settle(layer, new double[layer.size()]);
    }
    for (int i = 0; i < SWEEPS; i++) {
      for (List<Spot> layer : i % 2 == 0 ? layers : layers.reversed()) {
        settle(layer, wishes(layer, number(layers.getFirst()), number(layers.getLast())));
      }
    }
  }

  private static int number(List<Spot> layer) {
    return layer.getFirst().layer;
  }

  // A spot wants to be in the middle between what it is linked with, within this column.
  private static double[] wishes(List<Spot> layer, int first, int last) {
    double[] wishes = new double[layer.size()];
    for (int i = 0; i < wishes.length; i++) {
      Spot spot = layer.get(i);
      double sum = 0;
      int count = 0;
      if (spot.layer != first) {
        for (Spot other : spot.above) {
          sum += other.x;
          count++;
        }
      }
      if (spot.layer != last) {
        for (Spot other : spot.below) {
          sum += other.x;
          count++;
        }
      }
      wishes[i] = count == 0 ? spot.x : sum / count;
    }
    return wishes;
  }

  /**
   * Moves each spot as near to its wish as order and distances allow, with the least sum of
   * squares: neighbours that would overlap form a block, and a block goes to the mean of its
   * wishes.
   */
  private static void settle(List<Spot> layer, double[] wishes) {
    int n = layer.size();
    double[] offset = new double[n];
    for (int i = 1; i < n; i++) {
      offset[i] = offset[i - 1] + half(layer.get(i - 1)) + half(layer.get(i)) + SvgMeasures.GAP;
    }
    double[] mean = new double[n];
    int[] size = new int[n];
    int blocks = 0;
    for (int i = 0; i < n; i++) {
      mean[blocks] = wishes[i] - offset[i];
      size[blocks++] = 1;
      while (blocks > 1 && mean[blocks - 2] > mean[blocks - 1]) {
        blocks--;
        int both = size[blocks - 1] + size[blocks];
        mean[blocks - 1] =
            (mean[blocks - 1] * size[blocks - 1] + mean[blocks] * size[blocks]) / both;
        size[blocks - 1] = both;
      }
    }
    double[] place = new double[n];
    for (int block = 0, i = 0; block < blocks; block++) {
      Arrays.fill(place, i, i + size[block], mean[block]);
      i += size[block];
    }
    for (int i = 0; i < n; i++) {
      layer.get(i).x = place[i] + offset[i];
    }
  }

  private static double shift(List<List<Spot>> layers, double left) {
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;
    for (List<Spot> layer : layers) {
      for (Spot spot : layer) {
        least = Math.min(least, spot.x - half(spot));
        most = Math.max(most, spot.x + half(spot));
      }
    }
    for (List<Spot> layer : layers) {
      for (Spot spot : layer) {
        spot.x += left - least;
      }
    }
    return most - least;
  }
}
