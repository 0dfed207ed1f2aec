package dev.ebb.db;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import java.util.ArrayList;
import java.util.List;

/** Decides whether migrations can run on a server at all. */
final class Fitness {
  private static final int OLDEST = 12;

  private Fitness() {}

  static void require(ConnectionSettings settings, ServerFacts facts) {
    List<Problem> problems = new ArrayList<>();
    String where = settings.describe();
    if (facts.major() < OLDEST) {
      problems.add(
          Problem.of(
              FaultCode.SERVER,
              where + " is PostgreSQL " + facts.major() + "; Ebb needs " + OLDEST + " or newer",
              "upgrade the server; nothing was changed"));
    }
    if (facts.inRecovery()) {
      problems.add(
          Problem.of(
              FaultCode.SERVER,
              where + " is a replica: it can only be read",
              "set "
                  + settings.prefix()
                  + "PGHOST to the primary, or list all hosts in it, separated by commas; nothing"
                  + " was changed"));
    } else if (facts.readOnly()) {
      problems.add(
          Problem.of(
              FaultCode.SERVER,
              "transactions on " + where + " are read-only (default_transaction_read_only is on)",
              "find out who set it and why, for the server, the database or the role (psql: \\drds);"
                  + " then, for this run only: "
                  + settings.prefix()
                  + "PGOPTIONS='-c default_transaction_read_only=off'; nothing was changed"));
    }
    if (!problems.isEmpty()) {
      throw new Fault(problems);
    }
  }
}
