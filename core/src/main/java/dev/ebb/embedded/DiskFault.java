package dev.ebb.embedded;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns what the file system refused into words with a remedy. */
final class DiskFault {
  private DiskFault() {}

  /**
   * What to throw.
   *
   * @param doing what was tried, as in "cannot <i>unpack PostgreSQL</i> in …"
   */
  static Fault of(String doing, Path place, IOException cause) {
    return Fault.of(
        FaultCode.MACHINE,
        "cannot " + doing + " in " + place + ": " + reason(cause),
        remedy(place, cause),
        cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException denied) {
      return "access to " + denied.getFile() + " is denied";
    }
    return String.valueOf(cause.getMessage());
  }

  private static String remedy(Path place, IOException cause) {
    String reason = lower(cause.getMessage());
    if (cause instanceof FileSystemException system) {
      reason += " " + lower(system.getReason());
    }
    if (reason.contains("no space left") || reason.contains("quota")) {
      return "free some space on that disk (PostgreSQL needs about 60 MB for its programs and 100"
          + " MB for a new server), then run the same again; nothing half-made is left in use";
    }
    if (cause instanceof AccessDeniedException || reason.contains("read-only")) {
      return "make " + place + " writable for this user, or run Ebb in a folder that is";
    }
    return "look at the disk and at the rights of " + place + ", then run the same again";
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }
}
