package dev.ebb.audit;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The record in a file: an object of JSON a line, each with a hash over itself and all lines before
 * it. Several processes may add to one file. Thread-safe.
 *
 * @param path the file; need not be there yet
 */
public record AuditFile(Path path) {
  private static final Pattern LINE =
      Pattern.compile("\\{\"line\":([0-9]+),\"hash\":\"([0-9a-f]{64})\",\"entry\":(\\{.*\\})\\}");

  /**
   * Adds a line.
   *
   * @param body as {@link Deed#json()} gives it
   * @throws Fault MACHINE if it cannot be written
   */
  public void add(String body) {
    try (FileChannel channel =
            FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      List<String> lines = Files.readAllLines(path, StandardCharsets.UTF_8);
      Matcher last = lines.isEmpty() ? null : LINE.matcher(lines.getLast());
      boolean known = last != null && last.matches();
      long number = lines.size() + 1L;
      String before = known && last != null ? last.group(2) : Entry.NOTHING;
      String line =
          "{\"line\":%d,\"hash\":\"%s\",\"entry\":%s}\n"
              .formatted(number, Entry.hash(before, number, body), body);
      channel.position(channel.size());
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
      assert lock.isValid();
    } catch (IOException e) {
      throw cannot("written", e);
    }
  }

  /**
   * Everything that was changed, cut in the middle, or moved. What was cut off the end shows only
   * beside the record of a database: {@link #bodies}.
   *
   * @throws Fault MACHINE if it cannot be read
   */
  public List<Finding> verify() {
    List<Finding> findings = new ArrayList<>();
    String before = Entry.NOTHING;
    long number = 0;
    for (String line : lines()) {
      number++;
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        findings.add(new Finding(number, "the line is none that Ebb has written"));
        continue;
      }
      if (!parts.group(1).equals(Long.toString(number))) {
        findings.add(new Finding(number, "it was line " + parts.group(1) + " when it was written"));
      } else if (!parts.group(2).equals(Entry.hash(before, number, parts.group(3)))) {
        findings.add(
            new Finding(number, "it is not what was written, or what is before it was changed"));
      }
      before = parts.group(2);
    }
    return findings;
  }

  /** What the lines say, the oldest first; without those that are none. */
  public List<String> bodies() {
    return lines().stream()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .map(parts -> parts.group(3))
        .toList();
  }

  private List<String> lines() {
    try {
      return Files.exists(path) ? Files.readAllLines(path, StandardCharsets.UTF_8) : List.of();
    } catch (IOException e) {
      throw cannot("read", e);
    }
  }

  private Fault cannot(String what, IOException e) {
    return Fault.of(
        FaultCode.MACHINE,
        "the audit file " + path + " cannot be " + what + " (" + e + ")",
        "see to rights and space on the disk",
        e);
  }
}
