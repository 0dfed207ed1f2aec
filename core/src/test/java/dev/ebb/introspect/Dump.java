package dev.ebb.introspect;

import dev.ebb.fixture.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code pg_dump -s} says of a database, one entry per object, sorted: the order in which
 * objects were created is not in it, and what is said before an entry for all that follow belongs
 * to each of them.
 */
public record Dump(List<String> entries) {
  private static final Pattern HEAD = Pattern.compile("-- Name: .*; Type: .*; Schema: .*");
  private static final Pattern LASTING = Pattern.compile("SET (default_\\w+) = (.*);");

  /** Of a database on a test server. */
  public static Dump of(TestDatabase database) {
    return parse(run(database));
  }

  /** What only one of them has. */
  public List<String> difference(Dump other) {
    List<String> lines = new ArrayList<>();
    entries.stream().filter(e -> !other.entries.contains(e)).forEach(e -> lines.add("- " + e));
    other.entries.stream().filter(e -> !entries.contains(e)).forEach(e -> lines.add("+ " + e));
    return lines;
  }

  private static Dump parse(String text) {
    Map<String, String> lasting = new TreeMap<>();
    List<String> entries = new ArrayList<>();
    StringBuilder entry = new StringBuilder();
    for (String line : text.lines().toList()) {
      Matcher set = LASTING.matcher(line);
      if (HEAD.matcher(line).matches()) {
        entries.add(entry.toString());
        entry.setLength(0);
        entry.append(line).append(' ').append(lasting).append('\n');
      } else if (set.matches()) {
        lasting.put(set.group(1), set.group(2));
      } else if (!line.isBlank() && !line.equals("--") && !line.startsWith("\\")) {
        entry.append(line).append('\n');
      }
    }
    entries.add(entry.toString());
    // What comes before the first entry are settings, and what comes after the last says it ends.
    entries.removeFirst();
    entries.replaceAll(e -> e.replace("-- PostgreSQL database dump complete\n", ""));
    return new Dump(entries.stream().sorted().toList());
  }

  private static String run(TestDatabase database) {
    try {
      Path output = Files.createTempFile("ebb-dump", ".sql");
      ProcessBuilder builder =
          new ProcessBuilder(
                  program().toString(),
                  "-s",
                  "--no-owner",
                  "--no-sync",
                  "-f",
                  output.toString(),
                  "-d",
                  database.name())
              .redirectErrorStream(true);
      builder.environment().put("PGHOST", database.host());
      builder.environment().put("PGPORT", Integer.toString(database.port()));
      builder.environment().put("PGUSER", database.user());
      builder.environment().put("PGPASSWORD", database.password());
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
      String text = Files.readString(output);
      Files.delete(output);
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The pg_dump of the major version that the tests' usual server has. */
  private static Path program() {
    List<Path> folders = new ArrayList<>(List.of(Path.of("/usr/lib/postgresql/15/bin")));
    Stream.of(System.getenv("PATH").split(":")).map(Path::of).forEach(folders::add);
    List<Path> found =
        folders.stream().map(f -> f.resolve("pg_dump")).filter(Files::isExecutable).toList();
    if (found.isEmpty()) {
      throw new AssertionError(
          "there is no pg_dump here: install postgresql-client-15, as .ci/run does");
    }
    return found.getFirst();
  }
}
