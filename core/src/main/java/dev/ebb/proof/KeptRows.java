package dev.ebb.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Which rows and values did not survive down and up, although they were kept. Pure. */
final class KeptRows {
  private KeptRows() {}

  /**
   * Compares.
   *
   * @param written the tables in which the up itself changes rows: its second run may make others
   */
  static List<Note> missing(RowDigests before, RowDigests after, Set<String> written) {
    List<Note> missing = new ArrayList<>();
    before.tables().keySet().stream()
        .sorted()
        .forEach(name -> {
          RowDigests.Table then = before.tables().get(name);
          RowDigests.Table now = after.tables().get(name);
          if (then == null || now == null) {
            return;
          }
          List<String> columns = written.contains(name) ? List.of() : changed(then, now);
          if (now.rows() < then.rows() || !columns.isEmpty()) {
            missing.add(
                new Note.NotGivenBack(new Flaw.RowLoss(name, then.rows(), now.rows()), columns));
          }
        });
    return missing;
  }

  private static List<String> changed(RowDigests.Table then, RowDigests.Table now) {
    return then.columns().keySet().stream()
        .filter(c -> now.columns().containsKey(c))
        .filter(c -> !Objects.equals(then.columns().get(c), now.columns().get(c)))
        .sorted()
        .toList();
  }
}
