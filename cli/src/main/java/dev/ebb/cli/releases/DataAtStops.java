package dev.ebb.cli.releases;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Direction;
import dev.ebb.outofband.Declaration;
import dev.ebb.outofband.Declarations;
import dev.ebb.outofband.WayBack;
import dev.ebb.passage.DataWork;
import dev.ebb.release.Releases;
import java.util.List;
import java.util.stream.Collectors;

/** The data of out-of-band migrations that the releases declare. */
final class DataAtStops implements DataWork {
  private final List<Declaration> declarations;

  DataAtStops(Releases releases) {
    this.declarations =
        Declarations.read(
                releases.outOfBand(),
                releases.schemas().stream().map(s -> s.config().name()).toList())
            .all();
  }

  @Override
  public List<Declaration> declarations() {
    return declarations;
  }

  @Override
  public void run(Direction direction, List<Declaration> wanted) {
    List<Declaration> work =
        wanted.stream()
            .filter(d -> direction == Direction.UP || d.wayBack() == WayBack.WORK)
            .toList();
    if (!work.isEmpty()) {
      throw Fault.of(
          FaultCode.REFUSED,
          "out-of-band migrations %s have to run here, and this Ebb cannot run them yet"
              .formatted(
                  work.stream().map(d -> d.id().toString()).collect(Collectors.joining(", "))),
          "let the application of this release finish them, then run the same command again");
    }
  }
}
