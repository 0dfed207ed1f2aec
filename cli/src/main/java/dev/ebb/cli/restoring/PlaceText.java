package dev.ebb.cli.restoring;

import dev.ebb.cli.render.Json;
import dev.ebb.cli.render.Times;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.SwitchStep;
import dev.ebb.restore.pitr.Switched;
import dev.ebb.restore.pitr.Window;
import java.util.List;

/** Words new places, and how they come to serve; for people and as JSON. */
final class PlaceText {
  private PlaceText() {}

  static String window(Window window) {
    return window.earliest() == null
        ? "no moment can be had: " + window.source()
        : "any moment from "
            + Times.utc(window.earliest())
            + " to "
            + Times.utc(window.latest())
            + ", from "
            + window.source();
  }

  static String line(Place place) {
    return "  %-28s %-10s %s; %s"
        .formatted(place.name(), state(place), place.moment().words(), place.where());
  }

  private static String state(Place place) {
    return switch (place.state()) {
      case MAKING -> "unfinished";
      case READY -> "not verified";
      case VERIFIED -> "verified";
      case SWITCHING -> "half-way";
      case SERVING -> "serves";
    };
  }

  static String steps(List<SwitchStep> steps) {
    StringBuilder text = new StringBuilder();
    int number = 0;
    for (SwitchStep step : steps) {
      text.append("  # ").append(++number).append(". ").append(step.what()).append('\n');
      if (!step.command().isEmpty()) {
        text.append("  ").append(step.command()).append('\n');
      }
    }
    return text.toString();
  }

  static void window(Json json, Window window) {
    json.field("earliest", Times.iso(window.earliest()))
        .field("latest", Times.iso(window.latest()))
        .field("source", window.source());
  }

  static void place(Json json, Place place) {
    json.field("name", place.name())
        .field("provider", place.provider())
        .field("moment", place.moment().words())
        .field("at", Times.iso(place.at()))
        .field("begunAt", Times.iso(place.begun()))
        .field("state", place.state().word())
        .field("where", place.where());
  }

  static void step(Json json, SwitchStep step) {
    json.field("what", step.what()).field("command", step.command());
  }

  static void switched(Json json, Switched done) {
    json.field("serving", done.serving())
        .field("kept", done.kept())
        .field("pauseMillis", done.pause().toMillis())
        .field("next", done.next());
  }
}
