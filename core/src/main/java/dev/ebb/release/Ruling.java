package dev.ebb.release;

import dev.ebb.fault.Place;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Source;
import dev.ebb.sql.Script;
import dev.ebb.version.Version;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody decided about released migrations that do not fit together as they are, and why.
 *
 * @param place where it is written
 * @param scope what it is about
 * @param action what is to be done
 * @param reason why that is right
 */
record Ruling(Place place, Scope scope, Action action, String reason) {

  /**
   * Which migrations of which releases.
   *
   * @param ids the migrations; empty for the whole schema
   * @param from the oldest release; null for the oldest there is
   * @param to the newest release; null for the newest there is
   */
  record Scope(
      SchemaName schema, List<MigrationId> ids, @Nullable Version from, @Nullable Version to) {
    Scope {
      ids = List.copyOf(ids);
    }

    boolean covers(SchemaName other, Version version) {
      return schema.equals(other)
          && (from == null || from.compareTo(version) <= 0)
          && (to == null || version.compareTo(to) <= 0);
    }

    boolean covers(SchemaName other, MigrationId id, Version version) {
      return covers(other, version) && (ids.isEmpty() || ids.contains(id));
    }
  }

  /** One thing to do. */
  sealed interface Action {
    /**
     * The differences between what older and newer releases say are meant; one of the two counts.
     */
    record Accept(boolean newer) implements Action {}

    /** A text in a script, wherever it occurs there, is another. */
    record Replace(Set<Direction> in, String text, String with) implements Action {}

    /** A whole script is another. */
    record Write(Direction direction, String text) implements Action {}

    /** The flags are these. */
    record Flags(Set<Flag> flags) implements Action {}

    /** The parents are these. */
    record Parents(List<MigrationId> parents) implements Action {}

    /** These releases do not have the schema, whatever their files say. */
    record Absent() implements Action {}
  }

  /** The migration as it is with this decision; an equal one if that changes nothing. */
  Migration applied(Migration m) {
    return switch (action) {
      case Action.Accept _, Action.Absent _ -> m;
      case Action.Replace(Set<Direction> in, String text, String with) ->
          scripts(
              m,
              in.contains(Direction.UP) ? replaced(m.up(), text, with) : m.up(),
              in.contains(Direction.DOWN) ? replaced(m.down(), text, with) : m.down());
      case Action.Write(Direction direction, String text) -> {
        Source written = new Source(m.source(direction).file(), Script.parse(text));
        yield direction == Direction.UP
            ? scripts(m, written, m.down())
            : scripts(m, m.up(), written);
      }
      case Action.Flags(Set<Flag> flags) ->
          flags.equals(m.flags())
              ? m
              : new Migration(m.id(), m.name(), m.parents(), flags(flags), m.up(), m.down());
      case Action.Parents(List<MigrationId> parents) ->
          parents.stream().sorted().toList().equals(m.parents())
              ? m
              : new Migration(m.id(), m.name(), parents, m.flags(), m.up(), m.down());
    };
  }

  private static Set<Flag> flags(Set<Flag> flags) {
    Set<Flag> copy = EnumSet.noneOf(Flag.class);
    copy.addAll(flags);
    return copy;
  }

  private static Source replaced(Source source, String text, String with) {
    String whole = source.script().text();
    return whole.contains(text)
        ? new Source(source.file(), Script.parse(whole.replace(text, with)))
        : source;
  }

  private static Migration scripts(Migration m, Source up, Source down) {
    return up.equals(m.up()) && down.equals(m.down())
        ? m
        : new Migration(m.id(), m.name(), m.parents(), m.flags(), up, down);
  }
}
