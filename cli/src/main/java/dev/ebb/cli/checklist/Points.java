package dev.ebb.cli.checklist;

import dev.ebb.Ebb;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.restoring.RestoreMethods;
import dev.ebb.restore.Method;
import dev.ebb.restore.Offering;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.Unasked;
import dev.ebb.restore.swap.Site;
import dev.ebb.source.SchemaConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    List<RestorePoint> points = new ArrayList<>();
    List<Unasked> unasked = new ArrayList<>();
    Site site = ebb.site(schema.name());
    for (Offering method : RestoreMethods.of(call, site)) {
      try {
        points.addAll(method.points());
      } catch (RuntimeException failure) {
        // whatever it is: the others are still there, and the list says that it is not whole
        unasked.add(Unasked.of(method, failure));
      }
    }
    points.sort(Comparator.comparing(RestorePoint::at).reversed());
    items.add(points.isEmpty() ? none(title, site) : fresh(title, points.getFirst(), site));
    items.add(
        points.stream()
            .filter(point -> point.method() == Method.BRANCH)
            .findFirst()
            .map(point -> Item.done(branch(schema), told(point)))
            .orElseGet(
                () -> Item.open(branch(schema), "'ebb " + site.command("branch create") + "'")));
    unasked.forEach(each ->
        items.add(
            Item.open(
                "See what restore points of " + schema.name() + " " + each.source() + " has",
                "not asked: "
                    + each.why()
                    + (each.remedy().isEmpty() ? "" : "; " + each.remedy()))));
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
