package dev.ebb.cli.picture;

import java.util.List;
import java.util.Locale;

/** Draws one migration of an SVG: shape, line and colour by its state, and what is to be read. */
final class SvgBox {
  private static final double W = SvgMeasures.BOX_WIDTH;
  private static final double H = SvgMeasures.BOX_HEIGHT;
  private static final double NAME_SIZE = 12;

  private SvgBox() {}

  /** Draws it with its middle at {@code x} and its top at {@code y}. */
  static void draw(StringBuilder svg, Node node, double x, double y) {
    State state = node.state();
    svg.append("<g><title>").append(SvgPicture.xml(tip(node))).append("</title>\n");
    shape(svg, state, new Area(x - W / 2, y, W, H));
    double left = x - W / 2 + 14;
    double right = x + W / 2 - 14;
    String sign = state.sign() + " " + node.id();
    text(svg, "class=\"i\"", left, y + 18, sign);
    String end = "class=\"w\" text-anchor=\"end\" style=\"fill:" + state.line() + "\"";
    text(svg, end, right, y + 18, state.word());
    List<String> marks = node.marks();
    double line = y + 34;
    for (String part : Wording.wrapped(node.name(), (W - 28) / NAME_SIZE, 2)) {
      text(svg, "class=\"n\"", left, line, part);
      line += 15;
    }
    if (!marks.isEmpty()) {
      text(svg, "class=\"m\"", left, y + H - 8, String.join(" · ", marks));
    }
    svg.append("</g>\n");
  }

  /** Draws a small one for the legend. */
  static void sample(StringBuilder svg, State state, double x, double y) {
    shape(svg, state, new Area(x, y, 32, 20));
    text(svg, "class=\"w\" text-anchor=\"middle\"", x + 16, y + 14, state.sign());
  }

  private static String tip(Node node) {
    String tip = node.id() + " " + node.state().word() + "\n" + node.name();
    return node.marks().isEmpty() ? tip : tip + "\n" + String.join(", ", node.marks());
  }

  private record Area(double x, double y, double w, double h) {}

  private static void shape(StringBuilder svg, State state, Area a) {
    switch (state) {
      case APPLIED, DEFINED -> rectangle(svg, state, a, 9, "stroke-width=\"1.5\"");
      case CHANGED -> {
        rectangle(svg, state, a, 0, "stroke-width=\"1.5\"");
        Area inner = new Area(a.x + 3, a.y + 3, a.w - 6, a.h - 6);
        rectangle(svg, state, inner, 0, "stroke-width=\"1\"");
      }
      case PENDING -> rectangle(svg, state, a, 2, "stroke-width=\"1.5\" stroke-dasharray=\"6 4\"");
      case FAILED, UNFINISHED -> polygon(svg, state, cut(a, 0.16), "stroke-width=\"3\"");
      case AHEAD -> polygon(svg, state, cut(a, 0.5), "stroke-width=\"1.5\"");
    }
  }

  private static void rectangle(StringBuilder svg, State state, Area a, int round, String line) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%d\" %s/>\n",
            a.x,
            a.y,
            a.w,
            a.h,
            round,
            colours(state) + " " + line));
  }

  private static void polygon(StringBuilder svg, State state, String points, String line) {
    svg.append("<polygon points=\"").append(points).append("\" ");
    svg.append(colours(state)).append(' ').append(line).append("/>\n");
  }

  // Corners cut by a part of the height: an octagon, or at one half a hexagon.
  private static String cut(Area a, double part) {
    double dy = a.h * part;
    double dx = Math.min(dy, 11);
    return String.format(
        Locale.ROOT,
        "%.1f,%.1f %.1f,%.1f %.1f,%.1f %.1f,%.1f %.1f,%.1f %.1f,%.1f %.1f,%.1f %.1f,%.1f",
        a.x + dx,
        a.y,
        a.x + a.w - dx,
        a.y,
        a.x + a.w,
        a.y + dy,
        a.x + a.w,
        a.y + a.h - dy,
        a.x + a.w - dx,
        a.y + a.h,
        a.x + dx,
        a.y + a.h,
        a.x,
        a.y + a.h - dy,
        a.x,
        a.y + dy);
  }

  private static String colours(State state) {
    return "fill=\"" + state.fill() + "\" stroke=\"" + state.line() + "\"";
  }

  private static void text(StringBuilder svg, String look, double x, double y, String text) {
    svg.append(String.format(Locale.ROOT, "<text %s x=\"%.1f\" y=\"%.1f\">", look, x, y));
    svg.append(SvgPicture.xml(text)).append("</text>\n");
  }
}
