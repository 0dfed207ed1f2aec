package dev.ebb.layout;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Measures sources with the compiler's own parser: lengths of files and methods, parameters, types.
 */
final class SourceBudgets {
  static final int FILE_LINES = 500;
  static final int METHOD_LINES = 40;
  static final int PARAMETERS = 5;
  static final int TYPES_IN_A_PACKAGE = 25;

  private final List<String> violations = new ArrayList<>();
  private final Map<String, Integer> typesByPackage = new TreeMap<>();

  /** Every budget that is exceeded, as a line fit for reading; empty if all hold. */
  static List<String> violations(List<Path> files) {
    SourceBudgets budgets = new SourceBudgets();
    budgets.measure(files);
    budgets.typesByPackage.forEach(
        (name, types) -> budgets.check(types, TYPES_IN_A_PACKAGE, name + " has %d types"));
    return budgets.violations;
  }

  /** Every file that is too long, as a line fit for reading: all that tests are held to. */
  static List<String> tooLong(List<Path> files) {
    SourceBudgets budgets = new SourceBudgets();
    for (Path file : files) {
      int lines = Math.toIntExact(Layout.read(file).lines().count());
      budgets.check(lines, FILE_LINES, Layout.root().relativize(file) + " has %d lines");
    }
    return budgets.violations;
  }

  private void measure(List<Path> files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        measure(unit, positions);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void measure(CompilationUnitTree unit, SourcePositions positions) {
    LineMap lines = unit.getLineMap();
    String file = Layout.root().relativize(Path.of(unit.getSourceFile().toUri())).toString();
    long length = lines.getLineNumber(positions.getEndPosition(unit, unit));
    check(length, FILE_LINES, file + " has %d lines");
    typesByPackage.merge(
        String.valueOf(unit.getPackageName()), unit.getTypeDecls().size(), Integer::sum);
    unit.accept(new Methods(unit, positions, file), "");
  }

  private void check(long actual, int limit, String message) {
    if (actual > limit) {
      violations.add(message.formatted(actual) + ", at most " + limit);
    }
  }

  /** Visits the methods of one file; the parameter is the name of the type around. */
  private final class Methods extends TreeScanner<Void, String> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final String file;

    Methods(CompilationUnitTree unit, SourcePositions positions, String file) {
      this.unit = unit;
      this.positions = positions;
      this.file = file;
    }

    @Override
    public Void visitClass(ClassTree type, String around) {
      return super.visitClass(type, type.getSimpleName().toString());
    }

    @Override
    public Void visitMethod(MethodTree method, String around) {
      String name = file + ": " + around + "." + method.getName();
      if (method.getBody() != null && positions.getStartPosition(unit, method) >= 0) {
        long first = line(positions.getStartPosition(unit, method.getBody()));
        long last = line(positions.getEndPosition(unit, method.getBody()));
        check(last - first + 1, METHOD_LINES, name + " has %d lines");
      }
      boolean recordHeader = method.getName().contentEquals("<init>");
      if (!recordHeader) {
        check(method.getParameters().size(), PARAMETERS, name + " has %d parameters");
      }
      return super.visitMethod(method, around);
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }
  }
}
