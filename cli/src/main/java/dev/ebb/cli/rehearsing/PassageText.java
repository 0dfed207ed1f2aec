package dev.ebb.cli.rehearsing;

import dev.ebb.Proposal;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.render.Amount;
import dev.ebb.graph.Direction;
import dev.ebb.graph.SchemaName;
import dev.ebb.outofband.WayBack;
import dev.ebb.passage.PassageRehearsal;
import dev.ebb.passage.PassageRehearsal.DataMoved;
import dev.ebb.passage.Prospect;
import dev.ebb.rehearse.Rehearsal;
import dev.ebb.rehearse.Rehearsal.Basis;
import dev.ebb.rehearse.Rehearsal.RehearsedStep;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Shows what a passage would do, leg by leg as it would run. */
final class PassageText {
  private final Invocation call;
  private final RehearsalText text;

  PassageText(Invocation call) {
    this.call = call;
    this.text = new RehearsalText(call.terminal(), call.verbose());
  }

  void show(PassageRehearsal rehearsal) {
    Prospect prospect = rehearsal.prospect();
    if (prospect.isReached() || (rehearsal.schemas().isEmpty() && rehearsal.data().isEmpty())) {
      call.out(
          "everything is at " + prospect.plan().to() + ": nothing to do, so nothing to rehearse");
      return;
    }
    rehearsal.schemas().forEach((schema, one) -> text.head(new Rehearsed(schema, one)));
    for (int i = 0; i < prospect.stages().size(); i++) {
      stage(rehearsal, i);
    }
    call.out(inAll(rehearsal));
  }

  private void stage(PassageRehearsal rehearsal, int number) {
    List<Prospect.Stage> stages = rehearsal.prospect().stages();
    Prospect.Stage stage = stages.get(number);
    call.out(
        "👉 Migrating to %s (step %d of %d)%s"
            .formatted(
                stage.leg().version().brief(),
                number + 1,
                stages.size(),
                stage.isDone() ? ": done" : ""));
    for (Map.Entry<SchemaName, Proposal> leg : stage.schemas().entrySet()) {
      schema(rehearsal, leg);
    }
    Direction direction = rehearsal.prospect().plan().direction();
    for (Prospect.Data each : stage.data()) {
      DataMoved moved = Objects.requireNonNull(rehearsal.data().get(each.id()));
      call.out("   data: " + words(each, moved, direction));
    }
  }

  private void schema(PassageRehearsal rehearsal, Map.Entry<SchemaName, Proposal> leg) {
    int wanted = leg.getValue().plan().steps().size();
    if (wanted == 0) {
      call.out("   %s: nothing to run".formatted(leg.getKey()));
      return;
    }
    call.out("   %s: %s".formatted(leg.getKey(), Amount.of(wanted, "migration")));
    List<RehearsedStep> steps = RehearsedPassage.steps(rehearsal, leg);
    Rehearsal whole = Objects.requireNonNull(rehearsal.schemas().get(leg.getKey()));
    for (int i = 0; i < steps.size(); i++) {
      text.step(i + 1, steps.get(i), whole);
    }
    if (steps.size() < wanted) {
      call.out("  " + Amount.were(wanted - steps.size(), "more step") + " not tried");
    }
  }

  private static String words(Prospect.Data data, DataMoved moved, Direction direction) {
    String known =
        "out-of-band migration %d, %s: %s%s"
            .formatted(
                data.id(),
                data.description(),
                data.wayBack().word(),
                data.progress()
                    .map(p -> String.format(Locale.ROOT, ", at %.2f %%", 100 * p))
                    .orElse(""));
    if (direction == Direction.DOWN && data.wayBack() != WayBack.WORK) {
      return known + "; nothing runs, its data stay as they are";
    }
    if (moved.rows() < 0) {
      return known + "; how many rows are left, " + unknown(moved);
    }
    return known
        + String.format(Locale.ROOT, "; about %,d rows", moved.rows())
        + " of "
        + moved.table()
        + ", "
        + RehearsalText.time(moved.time(), Basis.SHADOW)
        + " with one worker";
  }

  private static String unknown(DataMoved moved) {
    return moved.table().isEmpty()
        ? "only its own work finds out"
        : "nobody can tell: " + moved.table() + " is not there yet, or was never analyzed";
  }

  private static String inAll(PassageRehearsal rehearsal) {
    String schemas = "in all: schemas " + RehearsalText.time(rehearsal.schemaTime(), Basis.SHADOW);
    boolean unknown = rehearsal.data().values().stream().anyMatch(d -> d.rows() < 0);
    String data =
        rehearsal.data().isEmpty()
            ? ""
            : ", data "
                + RehearsalText.time(rehearsal.dataTime(), Basis.SHADOW)
                + (unknown ? " and what nobody can tell" : "");
    return schemas + data + "; waiting for locks comes on top. Nothing was changed";
  }
}
