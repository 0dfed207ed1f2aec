package dev.ebb.cli.rehearsing;

import dev.ebb.rehearse.TableSize;
import dev.ebb.rehearse.Work;
import dev.ebb.rehearse.Work.Toil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in words what takes its time. */
final class WorkText {
  private WorkText() {}

  /** A phrase: "writes table public.a anew with its 3 indexes". */
  static String of(Work work) {
    return switch (work.toil()) {
      case SCAN -> "reads all of " + work.table();
      case REWRITE -> "writes " + work.table() + " anew" + indexes(work.size());
      case INDEX -> "builds index " + work.object() + " on " + work.table();
      case CONCURRENT_INDEX ->
          "builds index " + work.object() + " on " + work.table() + " while others write";
      case ROWS -> "changes rows of " + work.table() + ", at most all of them";
    };
  }

  private static String indexes(@Nullable TableSize size) {
    if (size == null || size.indexes() == 0) {
      return "";
    }
    return size.indexes() == 1 ? " with its index" : " with its " + size.indexes() + " indexes";
  }

  /** The word for it in JSON. */
  static String word(Toil toil) {
    return switch (toil) {
      case SCAN -> "scan";
      case REWRITE -> "rewrite";
      case INDEX -> "index";
      case CONCURRENT_INDEX -> "concurrentIndex";
      case ROWS -> "rows";
    };
  }

  /** " (1.2 GB, about 4,100,000 rows)"; empty if nothing is known. */
  static String size(@Nullable TableSize size) {
    if (size == null) {
      return "";
    }
    String rows =
        size.rows() < 0 ? "" : String.format(Locale.ROOT, ", about %,d rows", size.rows());
    return " (" + Bytes.of(size.bytes() + size.indexBytes()) + rows + ")";
  }
}
