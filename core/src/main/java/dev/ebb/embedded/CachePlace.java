package dev.ebb.embedded;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where the unpacked programs go, unless the caller says. */
final class CachePlace {
  private CachePlace() {}

  /**
   * The user's folder for caches. Under root, with the server run by another user, a folder that
   * this one can reach; for a user without a home, one below the folder for temporary files.
   */
  static Path choose(RunAs runAs) {
    if (runAs.owner() != null) {
      return Path.of("/var/cache/ebb");
    }
    String named = System.getenv("XDG_CACHE_HOME");
    if (named != null && named.startsWith("/")) {
      return Path.of(named, "ebb");
    }
    Path home = Path.of(System.getProperty("user.home", "?"));
    if (home.isAbsolute() && Files.isWritable(home)) {
      return home.resolve(".cache/ebb");
    }
    return temporary();
  }

  /** Anybody may make folders there, so the name alone proves nothing. */
  private static Path temporary() {
    Path shared = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      Path probe = Files.createTempFile(shared, "ebb", "");
      Owner self = Owner.of(probe);
      Files.delete(probe);
      Path place = shared.resolve("ebb-cache-" + self.user());
      if (!Files.exists(place)) {
        Files.createDirectory(place, Tree.PRIVATE);
      }
      String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(place));
      if (Owner.of(place).user() != self.user() || !rights.equals("rwx------")) {
        throw Fault.of(
            FaultCode.MACHINE,
            place + " belongs to somebody else or is open to others",
            "remove it, or set XDG_CACHE_HOME to a folder of your own");
      }
      return place;
    } catch (IOException e) {
      throw DiskFault.of("make a cache", shared, e);
    }
  }
}
