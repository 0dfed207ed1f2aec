package dev.ebb.cli.releases;

import dev.ebb.backfill.Backfill;
import dev.ebb.backfill.Ending;
import dev.ebb.fault.Fault;
import dev.ebb.graph.Direction;
import dev.ebb.outofband.Declaration;
import dev.ebb.outofband.Declarations;
import dev.ebb.passage.DataWork;
import dev.ebb.release.Releases;
import java.util.List;

/** The data of out-of-band migrations that the releases declare. */
final class DataAtStops implements DataWork {
  private final List<Declaration> declarations;
  private final Backfill backfill;

  DataAtStops(Releases releases, Backfill backfill) {
    this.declarations =
        Declarations.read(
                releases.outOfBand(),
                releases.schemas().stream().map(s -> s.config().name()).toList())
            .all();
    this.backfill = backfill;
  }

  @Override
  public List<Declaration> declarations() {
    return declarations;
  }

  @Override
  public void run(Direction direction, List<Declaration> wanted) {
    switch (backfill.run(wanted, direction)) {
      case Ending.Completed _ -> {}
      case Ending.Stopped stopped -> throw new Fault(List.of(stopped.problem()));
    }
  }
}
