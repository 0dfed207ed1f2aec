package dev.ebb.fix;

import dev.ebb.catalog.ObjectName;
import dev.ebb.sql.Script;
import java.util.List;

/**
 * One statement of a {@link FixScript}.
 *
 * @param sql without a semicolon at its end
 * @param object what it is for
 * @param losses what is gone once it has run; empty for most
 */
public record FixStatement(String sql, ObjectName object, List<Loss> losses) {
  public FixStatement {
    losses = List.copyOf(losses);
  }

  /** Whether the server lets it run in a transaction; true for all that is generated today. */
  public boolean transactional() {
    return Script.parse(sql).transactional();
  }

  /** The statement with its semicolon. */
  @Override
  public String toString() {
    return sql + ";";
  }
}
