package dev.ebb.rehearse;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.loss.Touch;
import dev.ebb.rehearse.Work.Toil;
import dev.ebb.shadow.Observation.Rewrite;
import dev.ebb.shadow.Observation.StatementSeen;
import dev.ebb.shadow.Relation;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds what in a statement takes the longer the larger the real tables are. Pure. */
final class WorkReader {
  private final RealNames names;
  private final Map<String, TableSize> sizes;
  private final List<Work> works = new ArrayList<>();
  private final Set<String> heavy = new HashSet<>();

  WorkReader(RealNames names, Map<String, TableSize> sizes) {
    this.names = names;
    this.sizes = sizes;
  }

  /** What a statement does, given the objects before and after it. */
  List<Work> works(StatementSeen seen, Catalog before, Catalog after) {
    if (empties(seen.statement())) {
      seen.rewrites().forEach(rewrite -> names.empty(rewrite.relation().path()));
      return works;
    }
    seen.rewrites().stream()
        .filter(r -> r.relation().kind() != Kind.INDEX && !r.emptied())
        .forEach(r -> add(Toil.REWRITE, r.relation().path(), r.relation().path()));
    indexes(seen, before, after);
    rows(seen.statement(), before);
    for (Relation table : seen.scans()) {
      add(Toil.SCAN, table.path(), table.path());
    }
    return works;
  }

  private static boolean empties(Statement statement) {
    return Touch.of(statement) instanceof Touch.ChangesRows(var targets, boolean _)
        && targets.stream().anyMatch(t -> t.how() == Touch.How.TRUNCATE);
  }

  // Indexes of a table that is written anew are part of that.
  private void indexes(StatementSeen seen, Catalog before, Catalog after) {
    Toil toil = Concurrently.is(seen.statement()) ? Toil.CONCURRENT_INDEX : Toil.INDEX;
    Set<String> built = new HashSet<>();
    seen.rewrites().stream()
        .map(Rewrite::relation)
        .filter(r -> r.kind() == Kind.INDEX)
        .forEach(r -> built.add(r.path()));
    for (CatalogObject object : after.objects()) {
      boolean fresh = object.kind() == Kind.INDEX && before.object(object.name()).isEmpty();
      if (fresh && !isRenamed(object, before, after)) {
        built.add(object.path());
      }
    }
    for (String index : built) {
      Optional<CatalogObject> there =
          after.object(Kind.INDEX, index).or(() -> before.object(Kind.INDEX, index));
      there.ifPresent(object -> {
        String table = object.facts().text(Fact.TABLE);
        if (works.stream()
            .noneMatch(w -> w.toil() == Toil.REWRITE && w.table().equals(real(table)))) {
          add(toil, table, index);
        }
      });
    }
  }

  private static boolean isRenamed(CatalogObject index, Catalog before, Catalog after) {
    return after
        .identity(index.name())
        .map(id ->
            before.objects().stream()
                .anyMatch(o ->
                    o.kind() == Kind.INDEX
                        && before.identity(o.name()).filter(id::equals).isPresent()))
        .orElse(false);
  }

  private void rows(Statement statement, Catalog before) {
    if (Touch.of(statement) instanceof Touch.ChangesRows(var targets, boolean _)) {
      for (Touch.Target target : targets) {
        if (target.how() != Touch.How.TRUNCATE) {
          resolve(target.table(), before).ifPresent(path -> add(Toil.ROWS, path, path));
        }
      }
    }
  }

  private static Optional<String> resolve(SqlName name, Catalog before) {
    List<String> paths =
        before.objects().stream()
            .filter(o -> o.kind() == Kind.TABLE)
            .filter(o -> {
              SqlName path = SqlName.parse(o.path());
              return path.name().equals(name.name())
                  && (name.namespace() == null || name.namespace().equals(path.namespace()));
            })
            .map(CatalogObject::path)
            .toList();
    return paths.size() == 1 ? Optional.of(paths.getFirst()) : Optional.empty();
  }

  private String real(String path) {
    return names.now(path);
  }

  private void add(Toil toil, String table, String object) {
    if (!names.isReal(table)) {
      return;
    }
    String real = real(table);
    boolean heavier = toil == Toil.SCAN && heavy.contains(real);
    if (!heavier) {
      heavy.add(real);
      works.add(new Work(toil, real, object, sizes.get(real)));
    }
  }
}
