package dev.ebb.cli.picture;

import java.util.ArrayList;
import java.util.List;

/** Writes the lines of an SVG: curves within a column, angular tracks from one to the next. */
final class SvgLines {
  private static final double ROUND = 7;

  private final StringBuilder svg;
  private final double top;

  SvgLines(StringBuilder svg, double top) {
    this.svg = svg;
    this.top = top;
  }

  /** All lines of these columns. */
  void draw(List<Columns> columns) {
    for (int i = 0; i < columns.size(); i++) {
      Columns column = columns.get(i);
      inside(column);
      if (i + 1 < columns.size()) {
        across(column);
      }
    }
  }

  private void inside(Columns column) {
    List<List<Spot>> layers = column.layers();
    for (int row = 0; row < layers.size(); row++) {
      for (Spot spot : layers.get(row)) {
        double bottom = y(row) + SvgMeasures.BOX_HEIGHT;
        if (spot.isBend()) {
          line(at("M", spot.x, y(row)) + at("L", spot.x, bottom), spot);
        }
        if (row + 1 < layers.size()) {
          for (Spot child : spot.below) {
            line(at("M", spot.x, bottom) + curve(spot.x, bottom, child.x, y(row + 1)), child);
          }
        }
      }
    }
  }

  private static String curve(double x, double y, double toX, double toY) {
    double middle = (y + toY) / 2;
    return Math.abs(x - toX) < 0.5
        ? at("L", toX, toY)
        : at("C", x, middle) + at(" ", toX, middle) + at(" ", toX, toY);
  }

  // Down below the column, up beside it, down into the next: nested, so that tracks do not cross.
  private void across(Columns column) {
    List<Spot> starts = new ArrayList<>();
    column.layers().getLast().stream().filter(s -> !s.below.isEmpty()).forEach(starts::add);
    double bottom = y(column.layers().size() - 1) + SvgMeasures.BOX_HEIGHT;
    for (int i = 0; i < starts.size(); i++) {
      Spot start = starts.get(starts.size() - 1 - i);
      double track = (i + 1) * SvgMeasures.TRACK;
      double below = bottom + 8 + track;
      double gutter = column.left() + column.width() + SvgMeasures.GUTTER / 2 + track;
      double above = y(0) - 12 - track;
      String out =
          at("M", start.x, bottom)
              + at("L", start.x, below - ROUND)
              + at("Q", start.x, below)
              + at(" ", start.x + ROUND, below)
              + at("L", gutter - ROUND, below)
              + at("Q", gutter, below)
              + at(" ", gutter, below - ROUND)
              + at("L", gutter, above + ROUND)
              + at("Q", gutter, above)
              + at(" ", gutter + ROUND, above);
      for (Spot child : start.below) {
        line(out + into(child, above), child);
      }
    }
  }

  private String into(Spot child, double above) {
    return at("L", child.x - ROUND, above)
        + at("Q", child.x, above)
        + at(" ", child.x, above + ROUND)
        + at("L", child.x, y(0));
  }

  private double y(int row) {
    return top + row * SvgMeasures.ROW;
  }

  private static String at(String command, double x, double y) {
    return command + SvgPicture.number(x) + " " + SvgPicture.number(y);
  }

  private void line(String path, Spot end) {
    svg.append("<path class=\"l\" d=\"").append(path).append('"');
    svg.append(end.isBend() ? "/>\n" : " marker-end=\"url(#a)\"/>\n");
  }
}
