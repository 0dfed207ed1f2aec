package dev.ebb.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds a section of {@code pg_service.conf}. */
final class ServiceFile {
  private ServiceFile() {}

  /** The settings of a service from the first of these files that has it. */
  static Map<String, Setting> read(Setting service, List<Path> files) {
    for (Path file : files) {
      if (Files.isRegularFile(file)) {
        Map<String, Setting> found = section(service, file);
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    throw service.refuse(
        "there is no service \"" + service.value() + "\" in " + files,
        "add a section [" + service.value() + "] to one of these files, or correct the name");
  }

  private static Map<String, Setting> section(Setting service, Path file) {
    Map<String, Setting> settings = new LinkedHashMap<>();
    boolean inside = false;
    int number = 0;
    for (String raw : lines(service, file)) {
      number++;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[")) {
        inside = line.equals("[" + service.value() + "]");
        continue;
      }
      if (inside) {
        int equals = line.indexOf('=');
        String origin = file + ":" + number;
        if (equals < 1) {
          throw Setting.refuse(origin, "expected keyword=value", "correct the line");
        }
        String key = line.substring(0, equals).strip();
        settings.put(key, new Setting(line.substring(equals + 1).strip(), origin));
      }
    }
    return settings;
  }

  private static List<String> lines(Setting service, Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw service.refuse(
          "cannot read the service file " + file, "make it readable UTF-8 text: " + e.getMessage());
    }
  }
}
