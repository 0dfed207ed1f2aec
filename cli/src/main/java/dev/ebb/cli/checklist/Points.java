package dev.ebb.cli.checklist;

import dev.ebb.Ebb;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.restoring.RestoreMethods;
import dev.ebb.fault.Fault;
import dev.ebb.restore.Method;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.swap.Site;
import dev.ebb.source.SchemaConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Whether there is a state of the whole database to go back to, and how old it is. */
final class Points {
  static final Option FRESH =
      Option.value("TIME", "how old a restore point may be to count; default: 24h", "fresh");

  private final Invocation call;
  private final Instant now;

  Points(Invocation call, Instant now) {
    this.call = call;
    this.now = now;
  }

  void addTo(List<Item> items, Ebb ebb, SchemaConfig schema) {
    String title = "Take a snapshot of " + schema.name() + ", or have a fresh one";
    try {
      Site site = ebb.site(schema.name());
      List<RestorePoint> points =
          RestoreMethods.of(call, site).stream()
              .flatMap(method -> method.points().stream())
              .sorted(Comparator.comparing(RestorePoint::at).reversed())
              .toList();
      items.add(points.isEmpty() ? none(title, site) : fresh(title, points.getFirst(), site));
      items.add(
          points.stream()
              .filter(point -> point.method() == Method.BRANCH)
              .findFirst()
              .map(point -> Item.done(branch(schema), told(point)))
              .orElseGet(
                  () -> Item.open(branch(schema), "'ebb " + site.command("branch create") + "'")));
    } catch (Fault fault) {
      items.add(Item.open(title, fault.problems().getFirst().what()));
    }
  }

  private static String branch(SchemaConfig schema) {
    return "Have a branch of " + schema.name() + " ready";
  }

  private static Item none(String title, Site site) {
    return Item.open(title, "there is none: 'ebb " + site.command("snapshot create") + "'");
  }

  private Item fresh(String title, RestorePoint point, Site site) {
    Duration limit = call.arguments().duration(FRESH, Duration.ofHours(24));
    boolean well = Duration.between(point.at(), now).compareTo(limit) <= 0;
    return Item.checked(
        title,
        well,
        "the newest is "
            + told(point)
            + (well ? "" : "; 'ebb " + site.command("snapshot create") + "' takes one"));
  }

  private String told(RestorePoint point) {
    return point.method().word()
        + " "
        + point.reference()
        + ", "
        + Amount.of(Duration.between(point.at(), now))
        + " old, "
        + (point.verifiedAt() == null ? "never verified" : "verified");
  }
}
