package dev.ebb.cli.releases;

import dev.ebb.audit.Clerk;
import dev.ebb.backfill.Backfill;
import dev.ebb.backfill.Ending;
import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.graph.SchemaName;
import dev.ebb.outofband.Declaration;
import dev.ebb.outofband.Declarations;
import dev.ebb.passage.DataWork;
import dev.ebb.release.Releases;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The data of out-of-band migrations that the releases declare. */
final class DataAtStops implements DataWork {
  private final List<Declaration> declarations;
  private final Backfill backfill;
  private final Function<SchemaName, Clerk> clerks;

  /**
   * Runs them in that way.
   *
   * @param clerks enter it in the database of each schema
   */
  DataAtStops(Releases releases, Backfill backfill, Function<SchemaName, Clerk> clerks) {
    this.clerks = clerks;
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
      case Ending.Completed _ -> enter(direction, wanted, List.of());
      case Ending.Stopped stopped -> {
        enter(direction, wanted, List.of(stopped.problem()));
        throw new Fault(List.of(stopped.problem()));
      }
    }
  }

  private void enter(Direction direction, List<Declaration> wanted, List<Problem> problems) {
    Map<SchemaName, List<String>> bySchema =
        wanted.stream()
            .collect(
                Collectors.groupingBy(
                    Declaration::schema,
                    Collectors.mapping(
                        d -> "out-of-band migration " + d.id() + " " + direction.word(),
                        Collectors.toList())));
    bySchema.forEach((schema, what) -> clerks.apply(schema).did(what, _ -> {}, problems));
  }
}
