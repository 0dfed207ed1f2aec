package dev.ebb.proof;

import dev.ebb.rows.RowOptions.Extremes;
import java.util.List;

/** With which rows a migration is tried: the wildest first. */
enum Temper {
  /** Made-up ones, extremes among them; before them those of the dump, if there is one. */
  EXTREME,
  /** The same without extremes. */
  ORDINARY,
  /** Only those of the dump. */
  DUMPED,
  /** Only what the migrations themselves insert. */
  NONE;

  /** All that there are to try, in their order. */
  static List<Temper> all(ProofSetting setting) {
    return setting.data() == null ? List.of(EXTREME, ORDINARY, NONE) : List.of(values());
  }

  /** The rows that are made up once the up has run. */
  Extremes extremes() {
    return this == EXTREME ? Extremes.WITH : Extremes.WITHOUT;
  }
}
