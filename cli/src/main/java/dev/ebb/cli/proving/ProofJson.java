package dev.ebb.cli.proving;

import dev.ebb.catalog.Difference;
import dev.ebb.cli.render.Json;
import dev.ebb.dump.Fit;
import dev.ebb.proof.Derived;
import dev.ebb.proof.Flaw;
import dev.ebb.proof.Proof;
import dev.ebb.proof.Verdict;
import java.util.List;
import java.util.stream.Stream;

/** Writes proofs as JSON. */
final class ProofJson {
  private ProofJson() {}

  static void schema(Json json, Proven proven) {
    json.field("schema", proven.schema().value())
        .field("proven", proven.count(Verdict.Proven.class))
        .field("columnOrder", proven.count(Verdict.ColumnOrder.class))
        .field("disproven", proven.count(Verdict.Disproven.class))
        .field("notProvable", proven.count(Verdict.NotProvable.class))
        .field("millis", proven.elapsed().toMillis())
        .texts("storedOtherwise", proven.storedOtherwise())
        .objects("data", proven.data(), ProofJson::fit)
        .texts("written", proven.written())
        .objects(
            "leftAlone",
            proven.left(),
            (j, left) -> j.field("file", left.file()).field("why", left.why()))
        .objects("migrations", proven.proofs(), (j, proof) -> migration(j, proven, proof));
  }

  private static void fit(Json json, Fit fit) {
    json.field("table", fit.table().toSql())
        .field("rows", fit.rows())
        .field("used", fit.used())
        .field("fitted", Math.max(fit.taken(), 0))
        .field("exists", fit.hadTable())
        .field("why", fit.why())
        .texts("unusedColumns", fit.unused());
  }

  private static void migration(Json json, Proven proven, Proof proof) {
    json.field("id", proof.migration().id().value())
        .field("name", proof.migration().name())
        .field("verdict", Wording.word(proof.verdict()))
        .field("file", Wording.file(proof))
        .field("line", Wording.line(proof))
        .texts("reasons", Wording.lines(proof.verdict()))
        .texts("differences", differences(proof.verdict()))
        .field("accepted", proven.borne(proof).orElse(null))
        .texts("notes", proof.notes().stream().map(Wording::note).toList())
        .field("millis", proof.elapsed().toMillis());
    if (proof.derived().isPresent()) {
      json.object("derived", j -> derived(j, proof.derived().get()));
    }
  }

  private static void derived(Json json, Derived derived) {
    json.field("verdict", Wording.word(derived.verdict()))
        .field("sql", derived.sql())
        .field("text", derived.text())
        .texts("notUndone", derived.notUndone())
        .texts("remarks", derived.remarks())
        .texts("reasons", Wording.lines(derived.verdict()))
        .texts("differences", differences(derived.verdict()));
  }

  private static List<String> differences(Verdict verdict) {
    return switch (verdict) {
      case Verdict.ColumnOrder(Difference difference) -> difference.lines();
      case Verdict.Disproven(List<Flaw> flaws) ->
          flaws.stream().flatMap(ProofJson::differences).toList();
      case Verdict.Proven _, Verdict.NotProvable _ -> List.of();
    };
  }

  private static Stream<String> differences(Flaw flaw) {
    return switch (flaw) {
      case Flaw.Leaves(Difference difference) -> difference.lines().stream();
      case Flaw.UpDiffers(Difference difference) -> difference.lines().stream();
      case Flaw.DownFails _, Flaw.LosesRows _, Flaw.UpFailsAgain _ -> Stream.of();
    };
  }
}
