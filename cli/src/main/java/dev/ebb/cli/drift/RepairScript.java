package dev.ebb.cli.drift;

import dev.ebb.DriftReport;
import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.ObjectName;
import dev.ebb.drift.Drift;
import dev.ebb.drift.Finding;
import dev.ebb.fix.Fix;
import dev.ebb.fix.FixScript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The SQL that would make a database what it should be, except for what is agreed to. */
final class RepairScript {
  private RepairScript() {}

  static FixScript of(DriftReport report) {
    return Fix.between(report.actual(), wanted(report), report.major());
  }

  // What is agreed to is wanted as it is.
  private static Catalog wanted(DriftReport report) {
    if (report.drift().allowed().isEmpty()) {
      return report.expected();
    }
    Map<ObjectName, CatalogObject> objects = new TreeMap<>();
    report.expected().objects().forEach(object -> objects.put(object.name(), object));
    for (Drift.Allowed allowed : report.drift().allowed()) {
      Finding finding = allowed.explained().finding();
      List<CatalogObject> all = new ArrayList<>(DriftWords.parts(finding));
      switch (finding) {
        case Finding.Missing missing -> {
          all.add(missing.expected());
          all.forEach(object -> objects.remove(object.name()));
        }
        case Finding.Unexpected unexpected -> {
          all.add(unexpected.actual());
          all.forEach(object -> objects.put(object.name(), object));
        }
        case Finding.Different different -> objects.put(finding.object(), different.actual());
        case Finding.ColumnOrder _ -> {}
      }
    }
    Map<ObjectName, List<ObjectName>> needs = new HashMap<>();
    for (ObjectName name : objects.keySet()) {
      boolean expected = report.expected().object(name).isPresent();
      Catalog source = expected ? report.expected() : report.actual();
      needs.put(name, source.dependencies().of(name));
    }
    return new Catalog(objects.values(), Map.of(), new dev.ebb.catalog.Dependencies(needs));
  }

  /** As text that psql would take: what is lost, and what is left to a person, as comments. */
  static String text(FixScript script) {
    StringBuilder text = new StringBuilder();
    text.append("-- Not run, and not tried out: read it first.\n");
    script.losses().forEach(loss -> comment(text, "DESTROYS " + loss));
    script.prechecks().forEach(check -> comment(text, "fails if there are rows: " + check.query()));
    script.refusals().forEach(refusal -> comment(text, "left to a person: " + refusal));
    return text.append("BEGIN;\n").append(script.text()).append("COMMIT;\n").toString();
  }

  private static void comment(StringBuilder text, String line) {
    line.lines().forEach(each -> text.append("-- ").append(each).append('\n'));
  }
}
