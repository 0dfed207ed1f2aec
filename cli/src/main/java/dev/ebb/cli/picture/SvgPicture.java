package dev.ebb.cli.picture;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws pictures as one SVG that needs nothing else: layers from the top down, wrapped into columns
 * where there are many, a legend, and full names when the mouse rests on a box.
 */
public final class SvgPicture {
  private static final String STYLE =
      """
      <style>
      text{font-family:system-ui,'Segoe UI','DejaVu Sans',sans-serif;fill:#1f2328}
      .t{font-size:19px;font-weight:600}.i{font-size:13px;font-weight:600}
      .n{font-size:12px}.w{font-size:11px;font-weight:600}.m{font-size:10px;font-weight:600;fill:#57606a}
      .l{fill:none;stroke:#6e7781;stroke-width:1.4}
      </style>
      <defs><marker id="a" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8"\
       orient="auto"><path d="M0 0.8L8 4L0 7.2z" fill="#6e7781"/></marker></defs>
      """;

  private final StringBuilder body = new StringBuilder();
  private double width = 480;
  private double height = SvgMeasures.MARGIN;

  private SvgPicture() {}

  /** One SVG document with the pictures one below the other; lines end in a line feed. */
  public static String of(List<Picture> pictures) {
    SvgPicture svg = new SvgPicture();
    pictures.forEach(svg::draw);
    return svg.document(pictures);
  }

  private String document(List<Picture> pictures) {
    String titles = String.join(", ", pictures.stream().map(picture -> picture.title()).toList());
    String size = String.format(Locale.ROOT, "width=\"%.0f\" height=\"%.0f\"", width, height);
    String box = String.format(Locale.ROOT, "viewBox=\"0 0 %.0f %.0f\"", width, height);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
        + (size + " " + box + " role=\"img\">\n<title>Migrations of ")
        + (xml(titles) + "</title>\n" + STYLE)
        + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
        + (body + "</svg>\n");
  }

  private void draw(Picture picture) {
    double top = height;
    legend(picture, top);
    List<List<Spot>> layers = Layers.of(picture);
    List<Columns> columns = Columns.of(layers);
    int rows = columns.stream().mapToInt(column -> column.layers().size()).max().orElse(0);
    double first = top + SvgMeasures.HEAD + tracks(columns);
    body.append(
        String.format(Locale.ROOT, "<g transform=\"translate(%.0f 0)\">\n", SvgMeasures.MARGIN));
    new SvgLines(body, first).draw(columns);
    for (Columns column : columns) {
      for (int row = 0; row < column.layers().size(); row++) {
        for (Spot spot : column.layers().get(row)) {
          if (spot.node != null) {
            SvgBox.draw(body, spot.node, spot.x, first + row * SvgMeasures.ROW);
          }
        }
      }
      width = Math.max(width, column.left() + column.width() + 2 * SvgMeasures.MARGIN);
    }
    body.append("</g>\n");
    height = first + rows * SvgMeasures.ROW + tracks(columns) + SvgMeasures.MARGIN;
  }

  // Room above and below for the lines from column to column.
  private static double tracks(List<Columns> columns) {
    long most = 0;
    for (Columns column : columns.subList(0, Math.max(0, columns.size() - 1))) {
      long lines = column.layers().getLast().stream().filter(s -> !s.below.isEmpty()).count();
      most = Math.max(most, lines);
    }
    return most == 0 ? 0 : (most + 1) * SvgMeasures.TRACK;
  }

  private void legend(Picture picture, double top) {
    int count = picture.nodes().size();
    String title = picture.title() + ": " + count + (count == 1 ? " migration" : " migrations");
    body.append(
        String.format(
            Locale.ROOT,
            "<text class=\"t\" x=\"%.0f\" y=\"%.0f\">%s</text>\n",
            SvgMeasures.MARGIN,
            top + 14,
            xml(title)));
    double x = SvgMeasures.MARGIN;
    for (Map.Entry<State, Integer> entry : picture.counts().entrySet()) {
      String text = entry.getKey().word() + " " + entry.getValue();
      SvgBox.sample(body, entry.getKey(), x, top + 28);
      body.append(
          String.format(
              Locale.ROOT,
              "<text class=\"n\" x=\"%.0f\" y=\"%.0f\">%s</text>\n",
              x + 40,
              top + 43,
              text));
      x += 40 + Wording.width(text) * 12 + 22;
    }
    width = Math.max(width, Math.max(x, Wording.width(title) * 20 + 2 * SvgMeasures.MARGIN));
  }

  /** A length or a place, to a tenth of a pixel. */
  static String number(double pixels) {
    return String.format(Locale.ROOT, "%.1f", pixels);
  }

  /** Text as XML wants it, in content and attributes. */
  static String xml(String text) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '&' -> safe.append("&amp;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        case '\uFFFE', '\uFFFF' -> safe.append('\uFFFD');
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }
}
