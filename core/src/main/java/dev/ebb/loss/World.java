package dev.ebb.loss;

import dev.ebb.db.Row;
import dev.ebb.db.Session;
import dev.ebb.sql.Cursor;
import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All tables, views, sequences and types by name, as they will be at some point of a plan: read
 * once, and then changed by each statement as the server would change them. Confined to one thread.
 */
final class World {
  private static final String QUERY =
      """
      SELECT 'relation' AS sort, c.oid::bigint AS oid, n.nspname::text AS namespace,
             c.relname::text AS name, c.relkind::text AS kind,
             coalesce((SELECT i.inhparent FROM pg_catalog.pg_inherits i
                        WHERE i.inhrelid = c.oid AND c.relispartition LIMIT 1), 0)::bigint AS parent
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'S', 'v', 'm', 'f') AND :users
      UNION ALL
      SELECT 'type', t.oid::bigint, n.nspname::text, t.typname::text, t.typtype::text, 0
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
       WHERE (t.typtype IN ('e', 'd', 'r')
              OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_catalog.pg_class k
                                              WHERE k.oid = t.typrelid AND k.relkind = 'c'))
         AND :users
      """
          .replace(":users", SqlName.ofUsers("n.nspname"));

  private final Map<SqlName, Thing> relations = new HashMap<>();
  private final Map<SqlName, Thing> types = new HashMap<>();
  private final Map<Long, Thing> today = new HashMap<>();
  private final Set<Long> gone = new HashSet<>();
  private final Set<String> mentioned = new HashSet<>();
  private List<String> path;
  private final List<String> usualPath;

  private World(List<String> path) {
    this.path = path;
    this.usualPath = path;
  }

  /**
   * What there is now.
   *
   * @param books tables in which tools keep their books, which are nobody's data
   */
  static World read(Session session, Collection<SqlName> books) {
    List<String> path =
        session.queryOne(
            "SELECT pg_catalog.current_schemas(false)::text[] AS path", row -> row.texts("path"));
    World world = new World(path);
    session.query(QUERY, row -> world.put(row, books));
    return world;
  }

  private boolean put(Row row, Collection<SqlName> books) {
    SqlName name = new SqlName(row.text("namespace"), row.text("name"));
    if (books.contains(name)) {
      return false;
    }
    Thing thing =
        new Thing(row.int64("oid"), row.text("kind").charAt(0), name, row.int64("parent"));
    boolean relation = row.text("sort").equals("relation");
    (relation ? relations : types).put(name, thing);
    if (relation) {
      today.put(thing.oid(), thing);
    }
    return true;
  }

  /** Whether there is no table of anybody's: then nothing can be lost. */
  boolean holdsNoTable() {
    return relations.values().stream().noneMatch(Thing::isTable);
  }

  /** A step begins: what the one before has set in the session is forgotten. */
  void beginStep() {
    path = usualPath;
  }

  /** The relation that a name means at this point; null if there is none. */
  @Nullable Thing relation(SqlName name) {
    return find(relations, name);
  }

  /** The type that a name means at this point; null if it is none of users' types. */
  @Nullable Thing type(SqlName name) {
    return find(types, name);
  }

  private @Nullable Thing find(Map<SqlName, Thing> things, SqlName name) {
    SqlName key = key(things, name);
    return key == null ? null : things.get(key);
  }

  private @Nullable SqlName key(Map<SqlName, Thing> things, SqlName name) {
    if (name.namespace() != null) {
      return things.containsKey(name) ? name : null;
    }
    for (String namespace : path) {
      SqlName qualified = new SqlName(namespace, name.name());
      if (things.containsKey(qualified)) {
        return qualified;
      }
    }
    return null;
  }

  /** The relation that has that number today; null if none has. */
  @Nullable Thing today(long oid) {
    return today.get(oid);
  }

  /** Whether a statement before has dropped the relation that has that number today. */
  boolean isGone(long oid) {
    return gone.contains(oid);
  }

  /** Whether a statement before has dropped any of these columns of a table. */
  boolean hasDropped(long oid, List<String> columns) {
    Thing table = today.get(oid);
    return table != null && columns.stream().anyMatch(table::hasDropped);
  }

  /** The relation with that number that is there today and at this point; null if it is not. */
  Optional<Thing> byOid(long oid) {
    return relations.values().stream().filter(t -> t.oid() == oid).findFirst();
  }

  /** Whether a statement before has made, dropped or changed something of that name. */
  boolean mentions(String name) {
    return mentioned.contains(name);
  }

  void mention(String name) {
    mentioned.add(name);
  }

  void drop(long oid) {
    gone.add(oid);
    relations.values().removeIf(t -> t.oid() == oid);
    types.values().removeIf(t -> t.oid() == oid);
  }

  void drop(Thing thing) {
    gone.add(thing.oid());
    relations.values().remove(thing);
    types.values().remove(thing);
  }

  void create(ObjectKind kind, SqlName name) {
    mention(name.name());
    boolean type = kind == ObjectKind.TYPE || kind == ObjectKind.DOMAIN;
    boolean relation =
        switch (kind) {
          case TABLE, VIEW, MATERIALIZED_VIEW, SEQUENCE -> true;
          case TYPE, DOMAIN, SCHEMA, EXTENSION, FUNCTION, PROCEDURE, TRIGGER, POLICY -> false;
          case ROLE, DATABASE, TABLESPACE, SUBSCRIPTION, PUBLICATION, OTHER -> false;
        };
    if ((type || relation) && !path.isEmpty()) {
      SqlName full = name.namespace() == null ? new SqlName(path.getFirst(), name.name()) : name;
      (type ? types : relations).putIfAbsent(full, Thing.fresh(full));
    }
  }

  /** A relation or type is called something else from here on; null where it stays. */
  void rename(SqlName name, @Nullable String newName, @Nullable String newNamespace) {
    rename(relations, name, newName, newNamespace);
    rename(types, name, newName, newNamespace);
    mention(name.name());
    if (newName != null) {
      mention(newName);
    }
  }

  private void rename(
      Map<SqlName, Thing> things,
      SqlName name,
      @Nullable String newName,
      @Nullable String newNamespace) {
    SqlName key = key(things, name);
    Thing thing = key == null ? null : things.remove(key);
    if (key != null && thing != null) {
      things.put(
          new SqlName(
              newNamespace == null ? key.namespace() : newNamespace,
              newName == null ? key.name() : newName),
          thing);
    }
  }

  /** Follows a statement that says where names are looked for. */
  void follow(String text) {
    Cursor cursor = Cursor.over(text);
    if (!cursor.accept("set")) {
      return;
    }
    if (!cursor.accept("local")) {
      cursor.accept("session");
    }
    if (!cursor.accept("search_path") || !(cursor.acceptSymbol('=') || cursor.accept("to"))) {
      return;
    }
    List<String> names = new ArrayList<>();
    do {
      String constant = cursor.string();
      String name = constant == null ? cursor.identifier() : constant;
      if (name != null && !name.toLowerCase(Locale.ROOT).equals("pg_catalog")) {
        names.add(name);
      }
    } while (cursor.acceptSymbol(','));
    path = names.contains("default") ? usualPath : names;
  }

  /**
   * What to read from to see the rows of a table, as {@code t}, under the names that its columns
   * have at this point.
   *
   * @param part what to read of it: empty for all, else a {@code TABLESAMPLE}
   */
  static String source(Thing thing, String part) {
    String table = thing.live().toSql();
    if (thing.keepsNames()) {
      return table + " AS t" + part;
    }
    return "(SELECT x.*" + renamed(thing, "x.") + " FROM " + table + " x" + part + ") AS t";
  }

  /** The columns that have other names at this point, once more under those. */
  static String renamed(Thing thing, String row) {
    StringBuilder more = new StringBuilder();
    thing
        .renamed()
        .forEach((now, today) ->
            more.append(", ")
                .append(row)
                .append(Quote.identifier(today))
                .append(" AS ")
                .append(Quote.identifier(now)));
    return more.toString();
  }
}
