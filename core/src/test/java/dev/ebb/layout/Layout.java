package dev.ebb.layout;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the packages say of themselves in their {@code package-info}, held against what the compiled
 * classes really use. Violations are collected and shown all at once.
 */
final class Layout {
  static final String ROOT = "dev.ebb";
  private static final Pattern MAY_USE =
      Pattern.compile("May use:\\s*([^.]*(?:\\.[a-z][^.]*)*)\\.\\s");

  private final JavaClasses classes;

  Layout(JavaClasses classes) {
    this.classes = classes;
  }

  /** The folder of the whole project. */
  static Path root() {
    return Path.of(System.getProperty("ebb.root", "..")).toAbsolutePath().normalize();
  }

  /** Every Java file below the {@code src/main/java} of every part. */
  static List<Path> mainSources() {
    return sources("src/main/java");
  }

  /** Every Java file below that folder of every part. */
  static List<Path> sources(String kind) {
    try (Stream<Path> parts = Files.list(root())) {
      List<Path> found = new ArrayList<>();
      for (Path part : parts.sorted().toList()) {
        Path main = part.resolve(kind);
        if (Files.isDirectory(main)) {
          try (Stream<Path> files = Files.walk(main)) {
            files.filter(f -> f.toString().endsWith(".java")).forEach(found::add);
          }
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Package to the packages that its {@code package-info} permits; names are relative to the root.
   */
  static Map<String, Set<String>> declaredUses() {
    Map<String, Set<String>> declared = new TreeMap<>();
    for (Path file : mainSources()) {
      if (file.endsWith("package-info.java")) {
        String text = read(file).replaceAll("\\R \\*", " ");
        Matcher uses = MAY_USE.matcher(text);
        if (uses.find()) {
          declared.put(packageOf(text), names(uses.group(1)));
        }
      }
    }
    return declared;
  }

  /** Package to the packages that its classes really refer to. */
  Map<String, Set<String>> realUses() {
    Map<String, Set<String>> real = new TreeMap<>();
    for (JavaClass from : classes) {
      String here = relative(from.getPackageName());
      Set<String> uses = real.computeIfAbsent(here, _ -> new TreeSet<>());
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        String there = dependency.getTargetClass().getPackageName();
        boolean ours = there.equals(ROOT) || there.startsWith(ROOT + ".");
        if (ours && !relative(there).equals(here)) {
          uses.add(relative(there));
        }
      }
    }
    return real;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String packageOf(String packageInfo) {
    Matcher name = Pattern.compile("(?m)^package ([\\w.]+);").matcher(packageInfo);
    if (!name.find()) {
      throw new IllegalStateException("a package-info without a package");
    }
    return relative(name.group(1));
  }

  private static Set<String> names(String list) {
    Set<String> names = new TreeSet<>();
    for (String name : list.trim().split("[,\\s]+")) {
      if (!name.equals("nothing")) {
        names.add(name);
      }
    }
    return names;
  }

  private static String relative(String packageName) {
    return packageName.equals(ROOT) ? "ebb" : packageName.substring(ROOT.length() + 1);
  }
}
