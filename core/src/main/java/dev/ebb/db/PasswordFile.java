package dev.ebb.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks a password up in {@code ~/.pgpass}. As libpq does, it does not trust a file that others may
 * read; unlike libpq it remembers why, for the message when the server then asks for a password.
 */
final class PasswordFile {
  private static final Set<PosixFilePermission> FOR_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private final Path file;

  PasswordFile(Path file) {
    this.file = file;
  }

  /** Why the file counts for nothing although it is there; null if it is fine or missing. */
  @Nullable String distrust() {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return "the password file " + file + " is not a plain file and was ignored";
    }
    try {
      if (Files.exists(file)
          && Files.getPosixFilePermissions(file).stream().anyMatch(FOR_OTHERS::contains)) {
        return "the password file "
            + file
            + " was ignored because others may read it: chmod 600 "
            + file;
      }
      return null;
    } catch (UnsupportedOperationException e) {
      // A file system without such permissions: libpq does not check there either.
      return null;
    } catch (IOException e) {
      return "the password file " + file + " cannot be read: " + e.getMessage();
    }
  }

  /** The password of the first line that fits; null if none does or the file is not trusted. */
  @Nullable String find(Address address, String database, String user) {
    if (!Files.isRegularFile(file) || distrust() != null) {
      return null;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        List<String> fields = fields(line);
        if (!line.startsWith("#")
            && fields.size() == 5
            && (fits(fields.get(0), address.host())
                || (address.isSocket() && fits(fields.get(0), "localhost")))
            && fits(fields.get(1), Integer.toString(address.port()))
            && fits(fields.get(2), database)
            && fits(fields.get(3), user)) {
          return fields.get(4);
        }
      }
      return null;
    } catch (IOException e) {
      return null;
    }
  }

  // A backslash takes its meaning from the character after it; the password is the last field.
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        i++;
        field.append(line.charAt(i));
      } else if (c == ':' && fields.size() < 4) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  private static boolean fits(String field, String value) {
    return field.equals("*") || field.equals(value);
  }
}
