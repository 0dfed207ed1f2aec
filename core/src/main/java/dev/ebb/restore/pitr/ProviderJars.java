package dev.ebb.restore.pitr;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folder {@code providers} beside our own jar: what only few need. It is not on the class path,
 * because whatever is looked for there in vain opens every jar, at every start. Stateless.
 */
final class ProviderJars {
  private static final String FOLDER = "providers";

  private ProviderJars() {}

  /** Knows what is in the folder, and all that we know; empty if there is no such folder. */
  static Optional<ClassLoader> loader() {
    return folder().map(ProviderJars::over);
  }

  private static Optional<Path> folder() {
    CodeSource ours = ProviderJars.class.getProtectionDomain().getCodeSource();
    URL place = ours == null ? null : ours.getLocation();
    if (place == null || !place.getPath().endsWith(".jar")) {
      return Optional.empty();
    }
    // by way of a URI: a folder may have spaces in its name
    Path jar = Path.of(URI.create(place.toString()));
    return Optional.of(jar.resolveSibling(FOLDER)).filter(Files::isDirectory);
  }

  // Never closed: what it loaded is used until the process ends.
  private static ClassLoader over(Path folder) {
    List<URL> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path file : files) {
        jars.add(url(file));
      }
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "cannot read " + folder + ": " + e,
          "see that whoever runs Ebb may read its installation; nothing was changed",
          e);
    }
    return new URLClassLoader(
        "ebb-providers", jars.toArray(URL[]::new), ProviderJars.class.getClassLoader());
  }

  private static URL url(Path file) throws MalformedURLException {
    return file.toUri().toURL();
  }
}
