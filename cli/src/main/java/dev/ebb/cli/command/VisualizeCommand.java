package dev.ebb.cli.command;

import dev.ebb.Ebb;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.picture.DotPicture;
import dev.ebb.cli.picture.MermaidPicture;
import dev.ebb.cli.picture.Picture;
import dev.ebb.cli.picture.SvgPicture;
import dev.ebb.event.EventSink;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Survey;
import dev.ebb.source.SchemaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code visualize}: draws migrations and where they stand. Changes nothing. */
public final class VisualizeCommand implements Command {
  private static final Option FORM =
      Option.value(
          "dot|mermaid|svg", "what to draw with; default: by the end of --out, else dot", "format");
  private static final Option OUT = Option.value("FILE", "where to; default: stdout", "out", "o");
  private static final Option NO_DATABASE =
      Option.flag("ask no database: show what is defined, not what is applied", "no-database");

  /** For one call. */
  public VisualizeCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of(
            "visualize", "draw the migrations, and what is applied, pending, failed, ahead")
        .options(SchemaChoice.SEVERAL, FORM, OUT, NO_DATABASE)
        .note(
            "An SVG needs no other program; a browser shows it, with full names when the mouse rests"
                + " on a box. Without a configured database, everything is shown as defined.")
        .examples(
            "visualize --db=frontend --out=frontend.svg",
            "visualize --format=mermaid --no-database",
            "visualize --db=codeintel | dot -Tpng -o codeintel.png");
  }

  private enum Form {
    DOT,
    MERMAID,
    SVG
  }

  @Override
  public ExitStatus run(Invocation call) {
    Form form = form(call);
    List<SchemaConfig> schemas = SchemaChoice.several(call);
    Ebb ebb = call.ebb(EventSink.NONE);
    List<Picture> pictures = new ArrayList<>();
    for (SchemaConfig schema : schemas) {
      pictures.add(
          Picture.of(
              schema.name(),
              ebb.workspace().definitions(schema.name()).graph(),
              survey(call, ebb, schema)));
    }
    String drawing =
        switch (form) {
          case DOT -> DotPicture.of(pictures);
          case MERMAID -> MermaidPicture.of(pictures);
          case SVG -> SvgPicture.of(pictures);
        };
    Optional<String> out = call.arguments().value(OUT);
    if (out.isEmpty()) {
      call.terminal().result(drawing);
    } else {
      write(call, out.get(), drawing);
    }
    return ExitStatus.DONE;
  }

  private static Form form(Invocation call) {
    String given = call.arguments().value(FORM).orElse("");
    String file = call.arguments().value(OUT).orElse("").toLowerCase(Locale.ROOT);
    return switch (given) {
      case "dot" -> Form.DOT;
      case "mermaid" -> Form.MERMAID;
      case "svg" -> Form.SVG;
      case "" -> {
        if (file.endsWith(".svg")) {
          yield Form.SVG;
        }
        yield file.endsWith(".mmd") || file.endsWith(".mermaid") ? Form.MERMAID : Form.DOT;
      }
      default ->
          throw Fault.of(
              FaultCode.USAGE,
              "unrecognized format \"" + given + "\" (must be dot, mermaid or svg)",
              "write --format=svg --out=FILE for a picture that a browser shows");
    };
  }

  private static @Nullable Survey survey(Invocation call, Ebb ebb, SchemaConfig schema) {
    if (call.arguments().isSet(NO_DATABASE)) {
      return null;
    }
    try {
      call.connections().connector(schema);
    } catch (Fault fault) {
      if (fault.code() != FaultCode.CONNECTION) {
        throw fault;
      }
      call.terminal()
          .say("no database is configured for " + schema.name() + ": it is drawn as defined");
      return null;
    }
    return ebb.status(schema.name()).survey();
  }

  private static void write(Invocation call, String file, String drawing) {
    try {
      Path path = call.surroundings().folder().resolve(file);
      Files.writeString(path, drawing);
      call.terminal().say("drawn in " + path);
    } catch (IOException | InvalidPathException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the picture cannot be written to " + file + ": " + e,
          "name a file in a folder that exists and that you may write to",
          e);
    }
  }
}
