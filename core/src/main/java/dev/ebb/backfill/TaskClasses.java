package dev.ebb.backfill;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import dev.ebb.outofband.Declaration;
import dev.ebb.outofband.OutOfBandTask;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the classes are that out-of-band migrations name: on the class path, and in the jars of a
 * folder, which get a class loader of their own when the first of them is asked for. What they have
 * open ends with the process. Thread-safe.
 */
public final class TaskClasses {
  /** The class path alone. */
  public static final TaskClasses OF_CLASS_PATH = new TaskClasses(null);

  private final @Nullable Path folder;
  private @Nullable ClassLoader loader;

  private TaskClasses(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * The class path, and the jars of a folder.
   *
   * @param folder need not be there as long as nobody asks for a class that the class path lacks
   */
  public static TaskClasses withJarsIn(Path folder) {
    return new TaskClasses(folder);
  }

  /**
   * An instance of the class that a declaration names.
   *
   * @throws Fault DEFINITION if it is not registered, naming those that are; or if there can be no
   *     instance of it
   */
  OutOfBandTask load(Declaration declaration, String className) {
    try {
      List<ServiceLoader.Provider<OutOfBandTask>> offered =
          ServiceLoader.load(OutOfBandTask.class, loader()).stream().toList();
      return offered.stream()
          .filter(p -> p.type().getName().equals(className))
          .findFirst()
          .orElseThrow(() -> unregistered(declaration, className, offered))
          .get();
    } catch (ServiceConfigurationError | LinkageError e) {
      Throwable cause = e.getCause();
      throw Fault.of(
          FaultCode.DEFINITION,
          "out-of-band migration %s: an instance of %s cannot be made: %s%s"
              .formatted(
                  declaration.id(), className, e.getMessage(), cause == null ? "" : ": " + cause),
          "it needs a public constructor without arguments that does not fail, and everything that"
              + " it uses beside it; and whatever else is registered there has to be found",
          e);
    }
  }

  private synchronized ClassLoader loader() {
    ClassLoader ours = OutOfBandTask.class.getClassLoader();
    if (loader == null) {
      List<Path> jars = jars();
      loader =
          jars.isEmpty()
              ? Thread.currentThread().getContextClassLoader()
              : new URLClassLoader(
                  "ebb-out-of-band", jars.stream().map(TaskClasses::url).toArray(URL[]::new), ours);
    }
    return loader == null ? ours : loader;
  }

  private List<Path> jars() {
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the folder of jars cannot be read: " + e,
          "see to its rights, or name another folder",
          e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(jar.toString(), e);
    }
  }

  private Fault unregistered(
      Declaration declaration,
      String className,
      List<ServiceLoader.Provider<OutOfBandTask>> offered) {
    List<String> names = offered.stream().map(p -> p.type().getName()).toList();
    List<String> remedy = new ArrayList<>();
    Nearest.to(className, names).ifPresent(near -> remedy.add("did you mean " + near + "?"));
    String file = "META-INF/services/" + OutOfBandTask.class.getName();
    Optional<String> where = whereItIs(className);
    remedy.add(
        where
            .map(place -> "it is in " + place + ": name it in the file " + file + " there;")
            .orElse(
                "put its jar, with a file "
                    + file
                    + " that names it, "
                    + (folder == null ? "on the class path;" : "into " + folder + ";")));
    remedy.add("registered are: " + (names.isEmpty() ? "none" : String.join(", ", names)));
    return Fault.of(
        FaultCode.DEFINITION,
        "out-of-band migration %s needs the class %s, which is not registered"
            .formatted(declaration.id(), className),
        String.join(" ", remedy));
  }

  // Whoever forgot to register it is helped most by hearing that it was found.
  private Optional<String> whereItIs(String className) {
    URL found = loader().getResource(className.replace('.', '/') + ".class");
    return Optional.ofNullable(found)
        .map(URL::getPath)
        .map(path -> path.replaceFirst("!.*", ""))
        .map(path -> path.substring(path.lastIndexOf(File.separatorChar) + 1));
  }
}
