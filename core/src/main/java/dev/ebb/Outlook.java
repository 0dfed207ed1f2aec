package dev.ebb;

import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.graph.Step;
import dev.ebb.loss.LossReader;
import dev.ebb.loss.LossReader.Limits;
import dev.ebb.loss.LossReport;
import dev.ebb.loss.LossReport.StepReport;
import dev.ebb.sql.SqlName;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Asks, in a session of its own, what a proposal would destroy. */
final class Outlook {
  private final Connector connector;
  private final Proposal proposal;

  Outlook(Connector connector, Proposal proposal) {
    this.connector = connector;
    this.proposal = proposal;
  }

  LossReport report() {
    List<Step> steps = proposal.plan().steps();
    if (proposal.blank() || !LossReader.concerns(steps)) {
      return LossReport.SILENT;
    }
    String namespace = proposal.home().namespace();
    SqlName ledger = new SqlName(namespace, "migration_logs");
    LossReader.Question question =
        new LossReader.Question(
            proposal.schema().name(),
            steps,
            proposal.state(),
            ledger,
            Set.of(ledger, new SqlName(namespace, proposal.home().versionTable())),
            Limits.USUAL);
    try (Session session = connector.open()) {
      return LossReader.read(session, question, Clock.systemUTC());
    } catch (SqlFailure failure) {
      return silenced(failure.serverMessage());
    } catch (IllegalStateException _) {
      // Where another Ebb is at work, what was listed a moment ago may have no name any more.
      return silenced("its objects changed meanwhile");
    }
  }

  private LossReport silenced(String why) {
    String sentence = "what this plan would destroy could not be asked: " + why;
    Step first = proposal.plan().steps().getFirst();
    return new LossReport(List.of(new StepReport(first, List.of(), List.of(), List.of(sentence))));
  }
}
