package dev.ebb.cli.proving;

import dev.ebb.cli.render.Amount;
import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.dump.Fit;
import dev.ebb.graph.MigrationId;
import dev.ebb.proof.Proof;
import dev.ebb.proof.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows proofs to people: what is wrong in full, what is well in one line. */
final class ProofText {
  private static final int NAMED = 5;

  private final Terminal terminal;
  private final boolean verbose;

  ProofText(Terminal terminal, boolean verbose) {
    this.terminal = terminal;
    this.verbose = verbose;
  }

  String of(Proven proven) {
    StringBuilder text = new StringBuilder();
    for (Proof proof : proven.proofs()) {
      if (verbose || !(proof.verdict() instanceof Verdict.Proven)) {
        add(text, proven, proof);
      }
    }
    return text.append(summary(proven)).append('\n').toString();
  }

  /** How the rows of a dump fitted; nothing if there was none. */
  String data(Proven proven) {
    if (proven.data().isEmpty()) {
      return "";
    }
    List<Fit> filled = proven.data().stream().filter(fit -> fit.rows() > 0).toList();
    List<Fit> used = filled.stream().filter(Fit::hadTable).toList();
    StringBuilder text =
        new StringBuilder(
            "proven on %s of %s of the dump, and on made-up ones\n"
                .formatted(
                    Amount.of(used.stream().mapToLong(Fit::taken).sum(), "row"),
                    Amount.of(used.size(), "table")));
    used.stream().filter(fit -> !fit.whole()).forEach(fit -> line(text, Wording.fit(fit)));
    cutShort(text, used);
    List<String> homeless =
        filled.stream().filter(f -> !f.hadTable()).map(f -> f.table().toSql()).toList();
    if (!homeless.isEmpty()) {
      line(
          text,
          "not used, since none of these migrations has such a table: "
              + String.join(", ", homeless.stream().limit(NAMED).toList())
              + (homeless.size() > NAMED ? " and " + (homeless.size() - NAMED) + " more" : ""));
    }
    return text.toString();
  }

  private static void cutShort(StringBuilder text, List<Fit> used) {
    List<Fit> longer = used.stream().filter(fit -> fit.rows() > fit.used()).toList();
    if (!longer.isEmpty()) {
      line(
          text,
          "of %s only the first %d rows were used (--data-rows)"
              .formatted(Amount.of(longer.size(), "table"), longer.getFirst().used()));
    }
  }

  /** Which ways back the database has otherwise; nothing if none. */
  String stored(Proven proven) {
    if (proven.storedOtherwise().isEmpty()) {
      return "";
    }
    String ids =
        proven.storedOtherwise().stream()
            .map(MigrationId::toString)
            .collect(Collectors.joining(", "));
    return terminal.styled(Style.CAUTION, "!")
        + " the database of %s has stored other downs when these were applied: %s\n"
            .formatted(proven.schema(), ids)
        + "    what is proven here is the project's; the stored ones run where the project lacks"
        + " the migration\n";
  }

  /** What became of derived downs that were to be written; nothing if none were. */
  String written(Proven proven, boolean dryRun) {
    StringBuilder text = new StringBuilder();
    String verb = dryRun ? "would write " : "wrote ";
    proven.written().forEach(file -> text.append(verb).append(file).append('\n'));
    for (Proven.Left left : proven.left()) {
      text.append("left alone: ").append(left.file()).append(": ").append(left.why()).append('\n');
    }
    return text.toString();
  }

  private void add(StringBuilder text, Proven proven, Proof proof) {
    Optional<String> borne = proven.borne(proof);
    text.append(mark(proof.verdict(), borne.isPresent()))
        .append(' ')
        .append(terminal.styled(Style.STRONG, proof.migration().title()))
        .append(": ")
        .append(words(proof.verdict()))
        .append(borne.map(reason -> " (in the baseline: " + reason + ")").orElse(""))
        .append('\n');
    if (borne.isEmpty() && !(proof.verdict() instanceof Verdict.Proven)) {
      text.append("    ").append(Wording.file(proof)).append('\n');
      Wording.lines(proof.verdict()).forEach(line -> line(text, line));
      proof.derived().ifPresent(down -> Wording.derived(down).forEach(line -> line(text, line)));
    }
    if (verbose) {
      proof.notes().forEach(note -> line(text, "· " + Wording.note(note)));
    }
  }

  private static void line(StringBuilder text, String line) {
    text.append("    ").append(line.replace("\n", "\n    ")).append('\n');
  }

  private String mark(Verdict verdict, boolean borne) {
    return switch (verdict) {
      case Verdict.Proven _ -> terminal.styled(Style.GOOD, "✔");
      case Verdict.ColumnOrder _ -> terminal.styled(Style.CAUTION, "≈");
      case Verdict.Disproven _ ->
          borne ? terminal.styled(Style.CAUTION, "!") : terminal.styled(Style.BAD, "✖");
      case Verdict.NotProvable _ -> terminal.styled(Style.CAUTION, "?");
    };
  }

  private static String words(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Proven _ -> "proven";
      case Verdict.ColumnOrder _ -> "proven but for the order of columns";
      case Verdict.Disproven _ -> "disproven";
      case Verdict.NotProvable _ -> "not provable";
    };
  }

  private static String summary(Proven proven) {
    List<String> parts = new ArrayList<>();
    part(parts, proven.count(Verdict.Proven.class), "proven");
    part(parts, proven.count(Verdict.ColumnOrder.class), "proven but for the order of columns");
    part(parts, proven.count(Verdict.Disproven.class), "disproven");
    part(parts, proven.count(Verdict.NotProvable.class), "not provable");
    long borne = proven.proofs().stream().filter(p -> proven.borne(p).isPresent()).count();
    part(parts, borne, "of the disproven in the baseline");
    return "%s: %s in %s: %s"
        .formatted(
            proven.schema(),
            Amount.of(proven.proofs().size(), "migration"),
            Amount.of(proven.elapsed()),
            parts.isEmpty() ? "nothing to prove" : String.join(", ", parts));
  }

  private static void part(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }
}
