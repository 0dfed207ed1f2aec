package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.Draft.Phase;
import dev.ebb.fix.pairing.Fates;
import dev.ebb.fix.pairing.Passage;
import dev.ebb.fix.pairing.Spelling;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes tables: with their columns when they come, and what can be said of them as a whole. */
final class Tables {
  private final Passage passage;
  private final Fates fates;
  private final Draft draft;
  private final Columns columns;

  Tables(Passage passage, Fates fates, Draft draft, Columns columns) {
    this.passage = passage;
    this.fates = fates;
    this.draft = draft;
    this.columns = columns;
  }

  /** Lets go of parents first, because much of what a child has goes with a parent's. */
  void detach() {
    for (CatalogObject child : passage.here().objects()) {
      if (child.kind() == Kind.TABLE && fates.stays(child.name())) {
        for (String parent : child.facts().list(Fact.INHERITS)) {
          Optional<CatalogObject> table = passage.here().object(Kind.TABLE, parent);
          if (table.isPresent() && isDetached(child, table.get(), passage)) {
            detach(child, parent);
          }
        }
      }
    }
  }

  private void detach(CatalogObject child, String parent) {
    String sql =
        child.facts().has(Fact.PARTITION_BOUND)
            ? "ALTER TABLE " + parent + " DETACH PARTITION " + child.path()
            : "ALTER TABLE " + child.path() + " NO INHERIT " + parent;
    draft.add(Phase.NAMESPACES, child.name(), sql);
  }

  /** Whether a table stays and is no longer a child of the other, or not within the same bound. */
  static boolean isDetached(CatalogObject child, CatalogObject parent, Passage passage) {
    Optional<CatalogObject> after = passage.pairs().there(child.name());
    if (after.isEmpty()) {
      return false;
    }
    String parentAfter = passage.pairs().pathThere(Kind.TABLE, parent.path());
    boolean still =
        after.get().facts().list(Fact.INHERITS).contains(parentAfter)
            && passage.pairs().there(parent.name()).isPresent();
    boolean sameBound =
        child
            .facts()
            .get(Fact.PARTITION_BOUND)
            .equals(after.get().facts().get(Fact.PARTITION_BOUND));
    return !still || !sameBound;
  }

  void create(CatalogObject table) {
    Facts facts = table.facts();
    boolean foreign = facts.text(Fact.SORT).equals("foreign");
    StringBuilder sql = new StringBuilder("CREATE ");
    sql.append(facts.has(Fact.UNLOGGED) ? "UNLOGGED " : "");
    sql.append(foreign ? "FOREIGN TABLE " : "TABLE ").append(table.path());
    boolean partition = facts.has(Fact.PARTITION_BOUND);
    if (facts.has(Fact.OF_TYPE)) {
      sql.append(" OF ").append(facts.text(Fact.OF_TYPE)).append(typedColumns(table));
    } else {
      sql.append(" (").append(localColumns(table, partition)).append(')');
    }
    if (facts.has(Fact.INHERITS) && !partition) {
      sql.append(" INHERITS (").append(String.join(", ", facts.list(Fact.INHERITS))).append(')');
    }
    facts.get(Fact.PARTITION_KEY).ifPresent(key -> sql.append(" PARTITION BY ").append(key));
    facts.get(Fact.ACCESS_METHOD).ifPresent(method -> sql.append(" USING ").append(method));
    facts.get(Fact.SERVER).ifPresent(server -> sql.append(" SERVER ").append(server));
    if (facts.has(Fact.FOREIGN_OPTIONS)) {
      String options = Spelling.foreignOptions(facts.list(Fact.FOREIGN_OPTIONS));
      sql.append(" OPTIONS (").append(options).append(')');
    }
    if (facts.has(Fact.OPTIONS)) {
      sql.append(" WITH (").append(Spelling.parameters(facts.list(Fact.OPTIONS))).append(')');
    }
    facts.get(Fact.TABLESPACE).ifPresent(space -> sql.append(" TABLESPACE ").append(space));
    draft.add(Phase.BUILD, table.name(), sql.toString());
    later(table, partition);
  }

  private void later(CatalogObject table, boolean partition) {
    for (CatalogObject column : passage.thereParts().columns(table.name())) {
      if (column.facts().has(Fact.INHERITED) && !partition) {
        inherited(column);
      }
      columns.after(column, Facts.NONE.with(Fact.OPTIONS, (String) null));
    }
    protection(table, Facts.NONE);
    replicaIdentity(table, Facts.NONE);
    if (partition) {
      attach(table);
    }
  }

  private String localColumns(CatalogObject table, boolean partition) {
    return passage.thereParts().columns(table.name()).stream()
        .filter(column -> partition || !column.facts().has(Fact.INHERITED))
        .map(column -> "\n  " + columns.definition(column))
        .collect(Collectors.joining(","));
  }

  private String typedColumns(CatalogObject table) {
    String said =
        passage.thereParts().columns(table.name()).stream()
            .filter(column -> !columns.qualities(column).isEmpty())
            .map(column -> column.name().simpleName() + " WITH OPTIONS" + columns.qualities(column))
            .collect(Collectors.joining(", "));
    return said.isEmpty() ? "" : " (" + said + ")";
  }

  // A child may say something else of a column that it inherits.
  private void inherited(CatalogObject column) {
    Optional<CatalogObject> original = passage.thereParts().original(column);
    if (original.isPresent()) {
      Facts said = original.get().facts();
      Facts own = column.facts();
      CatalogObject before =
          new CatalogObject(
              column.name(),
              own.with(Fact.DEFAULT, said.get(Fact.DEFAULT).orElse(null))
                  .with(Fact.NOT_NULL, said.get(Fact.NOT_NULL).orElse(null)));
      Set<Fact> changes = Set.copyOf(before.facts().differing(own));
      columns.alter(before, column, changes);
    }
  }

  void alter(CatalogObject here, CatalogObject there, Set<Fact> changes) {
    if (fates.isRefused(here.name())) {
      return;
    }
    Facts old = here.facts();
    Facts fresh = there.facts();
    if (changes.contains(Fact.OF_TYPE)) {
      alter(there, fresh.get(Fact.OF_TYPE).map(type -> "OF " + type).orElse("NOT OF"));
    }
    if (changes.contains(Fact.UNLOGGED)) {
      alter(there, fresh.has(Fact.UNLOGGED) ? "SET UNLOGGED" : "SET LOGGED");
    }
    if (changes.contains(Fact.ACCESS_METHOD)) {
      alter(there, "SET ACCESS METHOD " + fresh.get(Fact.ACCESS_METHOD).orElse("heap"));
    }
    if (changes.contains(Fact.TABLESPACE)) {
      alter(there, "SET TABLESPACE " + fresh.get(Fact.TABLESPACE).orElse("pg_default"));
    }
    parameters(there, old);
    if (changes.contains(Fact.FOREIGN_OPTIONS)) {
      alter(there, foreignChange(old.list(Fact.FOREIGN_OPTIONS), fresh.list(Fact.FOREIGN_OPTIONS)));
    }
    protection(there, old);
    parents(here, there);
  }

  private void parents(CatalogObject here, CatalogObject there) {
    for (String parent : there.facts().list(Fact.INHERITS)) {
      Optional<CatalogObject> before = passage.pairs().here(new ObjectName(Kind.TABLE, parent));
      boolean was =
          before.isPresent() && here.facts().list(Fact.INHERITS).contains(before.get().path());
      if (was && !isDetached(here, before.get(), passage)) {
        continue;
      }
      if (there.facts().has(Fact.PARTITION_BOUND)) {
        attach(there);
      } else {
        draft.add(Phase.ATTACH, there.name(), "ALTER TABLE " + there.path() + " INHERIT " + parent);
      }
    }
  }

  private void attach(CatalogObject partition) {
    draft.add(
        Phase.ATTACH,
        partition.name(),
        "ALTER TABLE "
            + partition.facts().list(Fact.INHERITS).getFirst()
            + " ATTACH PARTITION "
            + partition.path()
            + " "
            + partition.facts().text(Fact.PARTITION_BOUND));
  }

  /** Storage parameters of a table or view. */
  void parameters(CatalogObject there, Facts old) {
    List<String> before = old.list(Fact.OPTIONS);
    List<String> after = there.facts().list(Fact.OPTIONS);
    List<String> set = after.stream().filter(option -> !before.contains(option)).toList();
    if (!set.isEmpty()) {
      alter(there, "SET (" + Spelling.parameters(set) + ")");
    }
    List<String> reset = missing(before, after);
    if (!reset.isEmpty()) {
      alter(there, "RESET (" + String.join(", ", reset) + ")");
    }
  }

  /** Names of options that are not there any more. */
  static List<String> missing(List<String> before, List<String> after) {
    List<String> names = after.stream().map(Spelling::name).toList();
    return before.stream().map(Spelling::name).filter(name -> !names.contains(name)).toList();
  }

  private void protection(CatalogObject there, Facts old) {
    if (old.has(Fact.ROW_SECURITY) != there.facts().has(Fact.ROW_SECURITY)) {
      String verb = there.facts().has(Fact.ROW_SECURITY) ? "ENABLE" : "DISABLE";
      alter(there, verb + " ROW LEVEL SECURITY");
    }
    if (old.has(Fact.FORCED_ROW_SECURITY) != there.facts().has(Fact.FORCED_ROW_SECURITY)) {
      String no = there.facts().has(Fact.FORCED_ROW_SECURITY) ? "" : "NO ";
      alter(there, no + "FORCE ROW LEVEL SECURITY");
    }
  }

  /** After indexes, since it may name one; again if that one was made anew. */
  void replicaIdentity(CatalogObject there, Facts old) {
    Optional<String> identity = there.facts().get(Fact.REPLICA_IDENTITY);
    boolean again =
        identity
            .filter(text -> text.startsWith("using index "))
            .map(text -> new ObjectName(Kind.INDEX, text.substring("using index ".length())))
            .filter(fates::comes)
            .isPresent();
    boolean same =
        passage
            .pairs()
            .same(old.text(Fact.REPLICA_IDENTITY), there.facts().text(Fact.REPLICA_IDENTITY));
    if (!same || again) {
      draft.add(
          Phase.ATTACH,
          there.name(),
          "ALTER TABLE " + there.path() + " REPLICA IDENTITY " + spelled(identity));
    }
  }

  // The index without its namespace, which is that of the table.
  private static String spelled(Optional<String> identity) {
    String prefix = "using index ";
    return identity
        .map(text ->
            text.startsWith(prefix)
                ? "USING INDEX "
                    + new ObjectName(Kind.INDEX, text.substring(prefix.length())).simpleName()
                : text.toUpperCase(Locale.ROOT))
        .orElse("DEFAULT");
  }

  private void alter(CatalogObject there, String action) {
    draft.add(
        Phase.BUILD,
        there.name(),
        "ALTER " + Spelling.kind(there) + " " + there.path() + " " + action);
  }

  /** {@code OPTIONS (ADD a '1', SET b '2', DROP c)}. */
  static String foreignChange(List<String> before, List<String> after) {
    List<String> names = before.stream().map(Spelling::name).toList();
    List<String> actions = new ArrayList<>();
    for (String option : after) {
      if (!before.contains(option)) {
        String verb = names.contains(Spelling.name(option)) ? "SET " : "ADD ";
        actions.add(
            verb
                + Quote.identifier(Spelling.name(option))
                + " "
                + Quote.literal(Spelling.value(option)));
      }
    }
    missing(before, after).forEach(name -> actions.add("DROP " + Quote.identifier(name)));
    return "OPTIONS (" + String.join(", ", actions) + ")";
  }
}
