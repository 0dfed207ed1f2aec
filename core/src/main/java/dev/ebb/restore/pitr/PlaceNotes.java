package dev.ebb.restore.pitr;

import dev.ebb.restore.Memo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is written down about places: see {@link Place}. */
public final class PlaceNotes {
  private static final String FACT = "fact-";

  private final Notebook notebook;

  /** In these notes. */
  public PlaceNotes(Notebook notebook) {
    this.notebook = notebook;
  }

  /** Writes one down as it is now; returns it. */
  public Place write(Place place) {
    Memo memo =
        Memo.empty()
            .with("provider", place.provider())
            .with("moment", text(place.moment()))
            .with("at", place.at())
            .with("begun", place.begun())
            .with("state", place.state().word())
            .with("where", place.where());
    for (Memo.Line line : place.memo().lines()) {
      memo = memo.with(FACT + line.key(), line.value());
    }
    notebook.write(
        place.name(),
        "Place "
            + place.name()
            + " of Ebb: what "
            + place.moment().words()
            + " was restored into; 'ebb pitr list' shows it, 'ebb pitr delete "
            + place.name()
            + "' removes it",
        memo);
    return place;
  }

  /** All of them, the newest first. */
  public List<Place> all() {
    List<Place> places = new ArrayList<>();
    notebook.all().forEach((name, memo) -> place(name, memo).ifPresent(places::add));
    places.sort(Comparator.comparing(Place::begun).reversed());
    return places;
  }

  /** Throws away what is written about one. */
  public void remove(Place place) {
    notebook.remove(place.name());
  }

  private static Optional<Place> place(String name, Memo memo) {
    Optional<Moment> moment = memo.value("moment").flatMap(PlaceNotes::moment);
    Optional<Place.State> state = memo.value("state").flatMap(Place.State::of);
    if (moment.isEmpty() || state.isEmpty()) {
      return Optional.empty();
    }
    List<Memo.Line> facts =
        memo.lines().stream()
            .filter(line -> line.key().startsWith(FACT))
            .map(line -> new Memo.Line(line.key().substring(FACT.length()), line.value()))
            .toList();
    return Optional.of(
        new Place(
            name,
            memo.value("provider").orElse("?"),
            moment.get(),
            memo.time("at").orElse(null),
            memo.time("begun").orElse(Instant.EPOCH),
            state.get(),
            memo.value("where").orElse("?"),
            new Memo(facts)));
  }

  private static String text(Moment moment) {
    return switch (moment) {
      case Moment.Named(String reference) -> "named " + reference;
      case Moment.At(Instant time) -> "at " + time;
      case Moment.Lsn(String lsn) -> "lsn " + lsn;
    };
  }

  private static Optional<Moment> moment(String text) {
    int space = text.indexOf(' ');
    String value = text.substring(space + 1);
    return switch (space < 0 ? "" : text.substring(0, space)) {
      case "named" -> Optional.of(new Moment.Named(value));
      case "at" -> Optional.of(new Moment.At(Instant.parse(value)));
      case "lsn" -> Optional.of(new Moment.Lsn(value));
      default -> Optional.empty();
    };
  }
}
