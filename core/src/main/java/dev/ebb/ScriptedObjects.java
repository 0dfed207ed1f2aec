package dev.ebb;

import dev.ebb.catalog.Catalog;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Source;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.Shadow;
import dev.ebb.shadow.ShadowPlace;
import dev.ebb.sql.Flaw;
import dev.ebb.sql.Statement;
import dev.ebb.sql.StatementKind;
import java.util.List;

/**
 * What a script makes of an empty database.
 *
 * @param catalog with dependencies
 * @param remarks in what the scratch database was not as the one that it stood for
 */
record ScriptedObjects(Catalog catalog, List<String> remarks) {

  /**
   * Runs it in a scratch database.
   *
   * @throws Fault DEFINITION with the place in the script, if it cannot be run
   */
  static ScriptedObjects of(
      Source source, ShadowPlace place, Likeness likeness, CatalogReader reader) {
    List<Problem> flaws =
        source.script().flaws().stream()
            .filter(Flaw::isError)
            .map(f ->
                new Problem(FaultCode.DEFINITION, source.at(f.position()), f.what(), f.remedy()))
            .toList();
    if (!flaws.isEmpty()) {
      throw new Fault(flaws);
    }
    try (Shadow shadow = Shadow.open(place, likeness)) {
      for (Statement statement : source.script().statements()) {
        run(shadow.session(), source, statement);
      }
      return new ScriptedObjects(reader.readWithDependencies(shadow.session()), shadow.remarks());
    }
  }

  private static void run(Session session, Source source, Statement statement) {
    try {
      switch (statement.kind()) {
        case StatementKind.CopyIn(String data) -> session.copyIn(statement.text(), data);
        case StatementKind.Transactional _, StatementKind.NonTransactional _ ->
            session.execute(statement.text());
      }
    } catch (SqlFailure failure) {
      throw new Fault(
          List.of(
              new Problem(
                  FaultCode.DEFINITION,
                  source.at(statement.start()),
                  "in a scratch database: " + failure.report(),
                  "the file has to be a script that runs in an empty database, as 'ebb describe"
                      + " --format=sql' and 'pg_dump -s' write; nothing was changed")),
          failure);
    } finally {
      session.takeNotices();
    }
  }
}
