package dev.ebb.loss;

import dev.ebb.loss.Action.Bound;
import dev.ebb.loss.Action.Filling;
import dev.ebb.sql.Cursor;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a statement does to one table: {@code ALTER TABLE} and {@code CREATE UNIQUE INDEX}.
 * Confined to one statement.
 */
final class ActionReader {
  private static final Set<String> CONSTRAINTS =
      Set.of("constraint", "unique", "primary", "check", "foreign", "exclude");
  private static final Set<String> COUNTED =
      Set.of("serial", "bigserial", "smallserial", "serial4", "serial8", "serial2");

  /** The usual types that PostgreSQL brings: none of them is a domain. */
  private static final Set<String> BUILT_IN =
      Set.of(
          ("bigint bit bool boolean bpchar bytea char character cidr date decimal double float float4"
                  + " float8 inet int int2 int4 int8 integer interval json jsonb money numeric oid real"
                  + " smallint text time timestamp timestamptz timetz tsvector uuid varbit varchar xml")
              .split(" "));

  private final String text;
  private final Cursor cursor;
  private final List<Action> actions = new ArrayList<>();

  private ActionReader(String text, Cursor cursor) {
    this.text = text;
    this.cursor = cursor;
  }

  /** A table and what is done to it. */
  record OnTable(SqlName table, List<Action> actions) {
    OnTable {
      actions = List.copyOf(actions);
    }
  }

  /** What a statement does to a table; null if it is none of those that are read here. */
  static @Nullable OnTable read(String text) {
    Cursor cursor = Cursor.over(text);
    ActionReader reader = new ActionReader(text, cursor);
    if (cursor.accept("alter", "table")) {
      return reader.alterTable();
    }
    if (cursor.accept("create", "unique")) {
      return cursor.accept("index") ? reader.uniqueIndex() : null;
    }
    return cursor.accept("create", "table") ? reader.partition() : null;
  }

  /** The keys in parentheses that a text begins with, as SQL; empty if there are none. */
  static List<String> keys(String text) {
    return new ActionReader(text, Cursor.over(text)).slices();
  }

  private @Nullable OnTable partition() {
    cursor.acceptIfNotExists();
    SqlName name = cursor.name();
    SqlName parent = name != null && cursor.accept("partition", "of") ? cursor.name() : null;
    if (name == null || parent == null) {
      return null;
    }
    cursor.acceptParentheses();
    Bound bound = bound();
    return bound == null ? null : new OnTable(parent, List.of(new Action.Attach(name, bound)));
  }

  private @Nullable Bound bound() {
    if (cursor.accept("default")) {
      return Bound.REST;
    }
    cursor.accept("for", "values");
    if (cursor.accept("in")) {
      return new Bound(Bound.Sort.IN, elements(), List.of());
    }
    if (cursor.accept("from")) {
      List<String> start = elements();
      return cursor.accept("to") ? new Bound(Bound.Sort.RANGE, start, elements()) : null;
    }
    return cursor.accept("with") ? new Bound(Bound.Sort.HASH, numbers(), List.of()) : null;
  }

  // Modulus and remainder may come in either order.
  private List<String> numbers() {
    List<String> numbers = new ArrayList<>(elements());
    numbers.sort(String.CASE_INSENSITIVE_ORDER);
    return numbers.stream().map(n -> n.replaceAll("[^0-9]", "")).toList();
  }

  /** What stands between the commas in parentheses. */
  private List<String> elements() {
    List<String> elements = new ArrayList<>();
    if (!cursor.acceptSymbol('(')) {
      return elements;
    }
    do {
      int start = cursor.offset();
      toEndOfKey();
      elements.add(text.substring(start, cursor.offset()).strip());
    } while (cursor.acceptSymbol(','));
    cursor.acceptSymbol(')');
    return elements;
  }

  private @Nullable OnTable alterTable() {
    cursor.acceptIfExists();
    cursor.accept("only");
    SqlName table = cursor.sees("all") ? null : cursor.name();
    if (table == null) {
      return null;
    }
    cursor.acceptSymbol('*');
    do {
      action();
    } while (cursor.skipPastComma());
    return new OnTable(table, actions);
  }

  private @Nullable OnTable uniqueIndex() {
    cursor.accept("concurrently");
    cursor.acceptIfNotExists();
    if (!cursor.sees("on") && cursor.name() == null) {
      return null;
    }
    boolean on = cursor.accept("on");
    cursor.accept("only");
    SqlName table = on ? cursor.name() : null;
    if (table == null) {
      return null;
    }
    if (cursor.accept("using")) {
      cursor.skip();
    }
    List<String> keys = slices();
    boolean alike = false;
    String where = null;
    while (!cursor.atEnd()) {
      if (cursor.accept("nulls", "not")) {
        alike = true;
      } else if (cursor.accept("where")) {
        where = text.substring(cursor.offset());
        break;
      } else if (!cursor.acceptParentheses()) {
        cursor.skip();
      }
    }
    return keys.isEmpty()
        ? null
        : new OnTable(table, List.of(new Action.Unique(keys, where, alike, false)));
  }

  private void action() {
    if (cursor.accept("drop")) {
      drop();
    } else if (cursor.accept("add")) {
      add();
    } else if (cursor.accept("validate", "constraint")) {
      String name = cursor.identifier();
      if (name != null) {
        actions.add(new Action.Validate(name));
      }
    } else if (cursor.accept("alter") && !cursor.sees("constraint")) {
      alter();
    } else if (cursor.accept("attach", "partition")) {
      SqlName name = cursor.name();
      Bound bound = bound();
      if (name != null && bound != null) {
        actions.add(new Action.Attach(name, bound));
      }
    }
  }

  private void drop() {
    boolean constraint = cursor.accept("constraint");
    if (!constraint) {
      cursor.accept("column");
    }
    cursor.acceptIfExists();
    String name = cursor.identifier();
    if (name != null) {
      actions.add(
          constraint
              ? new Action.DropConstraint(name)
              : new Action.DropColumn(name, cursor.accept("cascade")));
    }
  }

  private void add() {
    if (CONSTRAINTS.stream().anyMatch(cursor::sees)) {
      if (cursor.accept("constraint")) {
        cursor.identifier();
      }
      constraint();
      return;
    }
    cursor.accept("column");
    cursor.acceptIfNotExists();
    String column = cursor.identifier();
    if (column == null) {
      return;
    }
    boolean usual = BUILT_IN.stream().anyMatch(cursor::sees);
    Filling filling = COUNTED.stream().anyMatch(cursor::sees) ? Filling.VALUE : Filling.UNSAID;
    SqlName type = cursor.name();
    SqlName own = usual || filling == Filling.VALUE || cursor.isSymbol('[') ? null : type;
    boolean required = false;
    while (!cursor.atEnd() && !cursor.isSymbol(',')) {
      if (cursor.accept("not", "null") || cursor.accept("primary", "key")) {
        required = true;
      } else if (cursor.accept("default")) {
        filling = cursor.sees("null") ? Filling.NULL : Filling.VALUE;
      } else if (cursor.accept("generated")) {
        filling = Filling.VALUE;
      } else if (!cursor.acceptParentheses()) {
        cursor.skip();
      }
    }
    actions.add(new Action.AddColumn(column, own, required, filling));
  }

  private void constraint() {
    if (cursor.accept("check")) {
      String condition = parenthesised();
      addUnlessNotValid(condition == null ? null : new Action.Check(condition));
    } else if (cursor.accept("foreign", "key")) {
      addUnlessNotValid(foreignKey());
    } else if (cursor.accept("exclude")) {
      exclude();
    } else {
      unique();
    }
  }

  private void exclude() {
    if (cursor.accept("using")) {
      cursor.skip();
    }
    List<String> operators = new ArrayList<>();
    List<String> keys = slices(operators);
    String where = null;
    while (!cursor.atEnd() && !cursor.isSymbol(',')) {
      if (cursor.accept("where")) {
        where = parenthesised();
      } else if (!cursor.acceptParentheses()) {
        cursor.skip();
      }
    }
    if (!keys.isEmpty() && keys.size() == operators.size()) {
      actions.add(new Action.Exclude(keys, operators, where));
    }
  }

  private void unique() {
    boolean primary = cursor.accept("primary", "key");
    if (!primary) {
      cursor.accept("unique");
    }
    boolean alike = cursor.accept("nulls", "not");
    if (!alike) {
      cursor.accept("nulls");
    }
    cursor.accept("distinct");
    List<String> keys = slices();
    if (!keys.isEmpty()) {
      actions.add(new Action.Unique(keys, null, alike, primary));
    }
  }

  private @Nullable Action foreignKey() {
    List<String> columns = names();
    if (columns.isEmpty() || !cursor.accept("references")) {
      return null;
    }
    SqlName other = cursor.name();
    return other == null ? null : new Action.ForeignKey(columns, other, names());
  }

  private void addUnlessNotValid(@Nullable Action action) {
    boolean skipped = false;
    while (!cursor.atEnd() && !cursor.isSymbol(',')) {
      if (cursor.accept("not", "valid")) {
        skipped = true;
      } else if (!cursor.acceptParentheses()) {
        cursor.skip();
      }
    }
    if (action != null && !skipped) {
      actions.add(action);
    }
  }

  private void alter() {
    cursor.accept("column");
    String column = cursor.identifier();
    if (column == null) {
      return;
    }
    if (cursor.accept("set", "not")) {
      actions.add(new Action.NotNull(column));
      return;
    }
    cursor.accept("set", "data");
    if (!cursor.accept("type")) {
      return;
    }
    String type = upTo(Set.of("using", "collate"));
    if (cursor.accept("collate")) {
      cursor.name();
    }
    String using = cursor.accept("using") ? upTo(Set.of()) : null;
    actions.add(new Action.Retype(column, type, using));
  }

  /** The text up to one of these words, or to the comma that ends the action. */
  private String upTo(Set<String> words) {
    int start = cursor.offset();
    int depth = 0;
    int end = start;
    while (!cursor.atEnd()) {
      boolean stops = cursor.isSymbol(',') || words.stream().anyMatch(cursor::sees);
      if (depth == 0 && stops) {
        return text.substring(start, cursor.offset()).strip();
      }
      if (cursor.acceptSymbol('(') || cursor.acceptSymbol('[')) {
        depth++;
      } else {
        depth -= cursor.isSymbol(')') || cursor.isSymbol(']') ? 1 : 0;
        cursor.skip();
      }
      end = cursor.offset();
    }
    return text.substring(start, end).strip();
  }

  private @Nullable String parenthesised() {
    int start = cursor.offset();
    if (!cursor.acceptParentheses()) {
      return null;
    }
    String whole = text.substring(start, cursor.offset()).strip();
    return whole.endsWith(")") ? whole : whole.substring(0, whole.lastIndexOf(')') + 1);
  }

  /** Names in parentheses, as the server stores them; empty if no parenthesis opens. */
  private List<String> names() {
    List<String> names = new ArrayList<>();
    if (cursor.acceptSymbol('(')) {
      do {
        String name = cursor.identifier();
        if (name == null) {
          return List.of();
        }
        names.add(name);
      } while (cursor.acceptSymbol(','));
      cursor.acceptSymbol(')');
    }
    return names;
  }

  /**
   * The keys of an index: names quoted, expressions as they stand, how they are sorted left out.
   */
  private List<String> slices() {
    return slices(new ArrayList<>());
  }

  /** The same, with the operators by which rows exclude each other. */
  private List<String> slices(List<String> operators) {
    List<String> keys = new ArrayList<>();
    if (!cursor.acceptSymbol('(')) {
      return keys;
    }
    do {
      int start = cursor.offset();
      if (cursor.isSymbol('(')) {
        cursor.acceptParentheses();
        keys.add(text.substring(start, cursor.offset()).strip());
      } else {
        String name = cursor.identifier();
        boolean call = cursor.isSymbol('(') || cursor.isSymbol('.');
        if (name == null) {
          return List.of();
        }
        while (call && (cursor.acceptSymbol('.') && cursor.identifier() != null)) {
          // the namespace of a function
        }
        if (call) {
          cursor.acceptParentheses();
        }
        keys.add(call ? text.substring(start, cursor.offset()).strip() : Quote.identifier(name));
      }
      while (!cursor.atEnd() && !cursor.isSymbol(',') && !cursor.isSymbol(')')) {
        if (cursor.accept("with")) {
          int operator = cursor.offset();
          toEndOfKey();
          operators.add(text.substring(operator, cursor.offset()).strip());
        } else if (!cursor.acceptParentheses()) {
          cursor.skip();
        }
      }
    } while (cursor.acceptSymbol(','));
    cursor.acceptSymbol(')');
    return keys;
  }

  private void toEndOfKey() {
    while (!cursor.atEnd() && !cursor.isSymbol(',') && !cursor.isSymbol(')')) {
      if (!cursor.acceptParentheses()) {
        cursor.skip();
      }
    }
  }
}
