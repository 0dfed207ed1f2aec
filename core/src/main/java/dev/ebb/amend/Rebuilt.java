package dev.ebb.amend;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.Difference;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.describe.SchemaScript;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.Shadow;
import dev.ebb.shadow.ShadowPlace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out which of the objects of a description needs which, by building them on a scratch
 * database: a description does not tell, and without that no SQL can be put in order.
 */
public final class Rebuilt {
  private static final int NAMED = 5;

  private Rebuilt() {}

  /**
   * The same objects, with what they need.
   *
   * @param described without owners
   * @param title where it was written down
   * @throws Fault REFUSED if what was built is not what was described, with what differs and why
   */
  public static Catalog of(
      Catalog described, String title, ShadowPlace place, Likeness likeness, CatalogReader reader) {
    try (Shadow shadow = Shadow.open(place, likeness)) {
      SchemaScript script = SchemaScript.of(described, shadow.major());
      Map<String, String> failed = build(shadow.session(), script.statements());
      Catalog built = reader.readWithDependencies(shadow.session());
      Difference difference = built.difference(described);
      if (difference.isEmpty() || difference.isOnlyColumnOrder()) {
        return new Catalog(described.objects(), Map.of(), built.dependencies());
      }
      throw refused(title, script, failed, difference);
    }
  }

  // What needs others that are not there yet is tried again when they are.
  private static Map<String, String> build(Session session, List<String> statements) {
    List<String> left = statements;
    while (true) {
      Map<String, String> failed = new LinkedHashMap<>();
      for (String sql : left) {
        try {
          session.execute(sql);
        } catch (SqlFailure failure) {
          if (failure.isConnectionLost()) {
            throw failure;
          }
          failed.put(sql, failure.serverMessage());
        } finally {
          session.takeNotices();
        }
      }
      if (failed.isEmpty() || failed.size() == left.size()) {
        return failed;
      }
      left = List.copyOf(failed.keySet());
    }
  }

  private static Fault refused(
      String title, SchemaScript script, Map<String, String> failed, Difference difference) {
    List<String> reasons = new ArrayList<>();
    script.refusals().forEach(refusal -> reasons.add(refusal.toString()));
    failed.forEach((sql, why) -> reasons.add(why + ": " + sql.lines().findFirst().orElse("")));
    difference.lines().forEach(line -> reasons.add("built (-) and described (+): " + line));
    String some = String.join("\n  ", reasons.subList(0, Math.min(NAMED, reasons.size())));
    int more = reasons.size() - NAMED;
    return Fault.of(
        FaultCode.REFUSED,
        "what %s describes could not be built on a scratch database, so no SQL that leads there is proven:\n  %s%s"
            .formatted(title, some, more > 0 ? "\n  and " + more + " more" : ""),
        "hold the database against a script, as describe --format=sql gives on the database that is"
            + " described; nothing was changed");
  }
}
