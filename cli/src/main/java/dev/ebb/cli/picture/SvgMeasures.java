package dev.ebb.cli.picture;

/** Sizes in an SVG, in pixels. */
final class SvgMeasures {
  static final double BOX_WIDTH = 208;
  static final double BOX_HEIGHT = 74;

  /** From the top of one layer to the top of the next. */
  static final double ROW = 108;

  /** Least distance between neighbours in a layer. */
  static final double GAP = 18;

  /** Distance between columns, besides the tracks of lines. */
  static final double GUTTER = 34;

  /** Distance between lines that run side by side from one column to the next. */
  static final double TRACK = 8;

  static final double MARGIN = 24;

  /** Above the first layer: title and legend. */
  static final double HEAD = 76;

  private SvgMeasures() {}
}
