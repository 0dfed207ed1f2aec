package dev.ebb.yaml;

import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import dev.ebb.yaml.Yaml.Mapping;
import dev.ebb.yaml.Yaml.Pair;
import dev.ebb.yaml.Yaml.Scalar;
import dev.ebb.yaml.Yaml.Sequence;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads any YAML from the events of the real parser. Tags, anchors and aliases are refused: nothing
 * here needs them, and they are how YAML is made to explode.
 */
final class YamlEngine {
  private static final int MAX_DEPTH = 16;

  private final YamlText document;
  private final Problems problems;
  private Place reached;

  /** Ends the reading of one document. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Place place;
    private final String remedy;

    Refused(Place place, String what, String remedy) {
      super(what, null, false, false);
      this.place = place;
      this.remedy = remedy;
    }
  }

  YamlEngine(YamlText document, Problems problems) {
    this.document = document;
    this.problems = problems;
    this.reached = document.place(0, 0);
  }

  Optional<Yaml> read() {
    LoadSettings settings = LoadSettings.builder().setLabel(document.file()).build();
    try {
      return documents(new Parse(settings).parseString(document.text()).iterator());
    } catch (Refused e) {
      problems.error(e.place, String.valueOf(e.getMessage()), e.remedy);
    } catch (MarkedYamlEngineException e) {
      Place place = e.getProblemMark().map(this::place).orElse(document.place(0, 0));
      String what = e.getProblem() == null ? e.getContext() : e.getProblem();
      problems.error(
          place, "not valid YAML: " + oneLine(what), "quote the value, or mend the line");
    } catch (YamlEngineException e) {
      unreadable(oneLine(e.getMessage()));
    } catch (RuntimeException _) {
      // the parser also stumbles in ways that it does not announce, as over "\\x" in quotes
      unreadable("it cannot be understood");
    }
    return Optional.empty();
  }

  private void unreadable(String why) {
    problems.error(
        reached,
        "not valid YAML after this place: " + why,
        "remove what is no plain text, or quote it");
  }

  private Optional<Yaml> documents(Iterator<Event> events) throws Refused {
    Optional<Yaml> value = Optional.empty();
    boolean seen = false;
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case DocumentStart -> {
          if (seen) {
            throw new Refused(
                place(event),
                "a second YAML document in the file",
                "keep one and remove the other");
          }
          seen = true;
        }
        case Scalar, SequenceStart, MappingStart, Alias ->
            value = Optional.of(node(event, events, 0));
        case Comment, DocumentEnd, MappingEnd, SequenceEnd, StreamStart, StreamEnd -> {}
      }
    }
    return value.filter(v -> !(v instanceof Scalar scalar && scalar.isNull()));
  }

  private Yaml node(Event event, Iterator<Event> events, int depth) throws Refused {
    refuseExplosives(event, depth);
    return switch (event.getEventId()) {
      case Scalar -> scalar((ScalarEvent) event);
      case SequenceStart -> sequence(event, events, depth);
      case MappingStart -> mapping(event, events, depth);
      case Alias,
          Comment,
          DocumentStart,
          DocumentEnd,
          MappingEnd,
          SequenceEnd,
          StreamStart,
          StreamEnd ->
          throw new Refused(place(event), "a value is missing here", "give one");
    };
  }

  private void refuseExplosives(Event event, int depth) throws Refused {
    if (depth > MAX_DEPTH) {
      throw new Refused(
          place(event), "this is nested too deep", "no key needs more than two levels");
    }
    boolean tagged =
        switch (event) {
          case ScalarEvent scalar -> scalar.getTag().isPresent();
          case CollectionStartEvent collection -> collection.getTag().isPresent();
          default -> false;
        };
    boolean anchored = event instanceof NodeEvent node && node.getAnchor().isPresent();
    if (tagged || anchored) {
      throw new Refused(
          place(event),
          "tags (!), anchors (&) and aliases (*) are not understood here",
          "write the value out, or quote it if it is a text");
    }
  }

  private Scalar scalar(ScalarEvent event) {
    return new Scalar(place(event), event.getValue(), event.isPlain());
  }

  private Sequence sequence(Event start, Iterator<Event> events, int depth) throws Refused {
    List<Yaml> items = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.SequenceEnd) {
      items.add(node(event, events, depth + 1));
      event = events.next();
    }
    return new Sequence(place(start), items);
  }

  private Mapping mapping(Event start, Iterator<Event> events, int depth) throws Refused {
    List<Pair> pairs = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      if (!(node(event, events, depth + 1) instanceof Scalar key)) {
        throw new Refused(
            place(event), "a key must be a single word", "put a word before the colon");
      }
      pairs.add(new Pair(key, node(events.next(), events, depth + 1)));
      event = events.next();
    }
    return new Mapping(place(start), pairs);
  }

  private Place place(Event event) {
    reached = event.getStartMark().map(this::place).orElse(reached);
    return reached;
  }

  private Place place(Mark mark) {
    return document.place(mark.getLine(), mark.getColumn());
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "it cannot be read" : text.strip().lines().findFirst().orElse("");
  }
}
