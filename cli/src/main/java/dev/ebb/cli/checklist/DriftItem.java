package dev.ebb.cli.checklist;

import dev.ebb.DriftReport;
import dev.ebb.Ebb;
import dev.ebb.Expectation;
import dev.ebb.cli.drift.DriftSetting;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.fault.Fault;
import dev.ebb.source.SchemaConfig;

/** Whether the objects of a schema are what its migrations give. */
final class DriftItem {
  private DriftItem() {}

  static Item of(Invocation call, Ebb ebb, SchemaConfig schema) {
    String title = "The objects of " + schema.name() + " are what its migrations give";
    try {
      DriftReport report =
          ebb.drift(DriftSetting.of(call).request(schema.name(), new Expectation.Applied()));
      return Item.checked(
          title,
          !report.drift().needsAttention(),
          report.drift().needsAttention()
              ? "'ebb drift --db=" + schema.name() + "' tells more"
              : "");
    } catch (Fault fault) {
      return Item.open(title, fault.problems().getFirst().what());
    }
  }
}
