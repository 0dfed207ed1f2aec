package dev.ebb.outofband;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.SchemaName;
import dev.ebb.source.Tree;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The out-of-band migrations that a project declares. Immutable and thread-safe. */
public final class Declarations {
  /** The folder of a project in which each of them has its folder. */
  public static final String FOLDER = "out-of-band";

  private final List<Declaration> all;

  private Declarations(List<Declaration> all) {
    this.all = all;
  }

  /** These, in any order; no id twice. */
  public static Declarations of(Collection<Declaration> declarations) {
    return new Declarations(
        declarations.stream().sorted(Comparator.comparing(Declaration::id)).toList());
  }

  /**
   * Reads what is below {@link #FOLDER}; none if there is no such folder.
   *
   * @param schemas those that the project has
   * @throws Fault DEFINITION with every problem of every one of them
   */
  public static Declarations read(Tree tree, List<SchemaName> schemas) {
    return of(new DeclarationReader(tree, schemas).read());
  }

  /** All of them, ascending by id. */
  public List<Declaration> all() {
    return all;
  }

  /**
   * Those with these ids, ascending, each once.
   *
   * @throws Fault UNKNOWN_NAME naming every id that there is not
   */
  public List<Declaration> require(Collection<OutOfBandId> ids) {
    String unknown =
        ids.stream()
            .filter(id -> all.stream().noneMatch(d -> d.id().equals(id)))
            .sorted()
            .distinct()
            .map(OutOfBandId::toString)
            .collect(Collectors.joining(", "));
    if (!unknown.isEmpty()) {
      throw Fault.of(
          FaultCode.UNKNOWN_NAME,
          "no out-of-band migration has the id " + unknown,
          all.isEmpty()
              ? "this project declares none: they belong into " + FOLDER + "/<id>_<name>/"
              : "there are: " + titles());
    }
    return all.stream().filter(d -> ids.contains(d.id())).toList();
  }

  private String titles() {
    return all.stream()
        .map(d -> d.id() + (d.slug().isEmpty() ? "" : " (" + d.slug() + ")"))
        .collect(Collectors.joining(", "));
  }
}
