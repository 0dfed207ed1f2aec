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
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The record in a file: an object of JSON a line, each with a hash over itself and all lines before
 * it. Several processes may add to one file. Thread-safe.
 *
 * @param path the file; need not be there yet
 */
public record AuditFile(Path path) {
  private static final ReentrantLock GATE = new ReentrantLock();
  private static final Pattern LINE =
      Pattern.compile("\\{\"line\":([0-9]+),\"hash\":\"([0-9a-f]{64})\",\"entry\":(\\{.*\\})\\}");

  /**
   * Adds a line. If the last one was torn, because who wrote it was killed, it stays as it is.
   *
   * @param body as {@link Deed#json()} gives it
   * @throws Fault MACHINE if it cannot be written
   */
  public void add(String body) {
    // a lock on a file is of the process: two threads of one would be refused
    GATE.lock();
    try (FileChannel channel =
            FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      String text = text();
      List<String> lines = text.lines().toList();
      long number = lines.size() + 1L;
      String line =
          (text.isEmpty() || text.endsWith("\n") ? "" : "\n")
              + "{\"line\":%d,\"hash\":\"%s\",\"entry\":%s}\n"
                  .formatted(number, Entry.hash(before(lines), number, body), body);
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      channel.position(channel.size());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      assert lock.isValid();
    } catch (IOException e) {
      throw cannot("written", e);
    } finally {
      GATE.unlock();
    }
  }

  // What is no line of ours breaks nothing that comes after it.
  private static String before(List<String> lines) {
    return lines.reversed().stream()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .map(parts -> parts.group(2))
        .findFirst()
        .orElse(Entry.NOTHING);
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
    for (String line : text().lines().toList()) {
      number++;
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        findings.add(
            new Finding(number, "the line is none that Ebb has written, or a part of one"));
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
    return text()
        .lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .map(parts -> parts.group(3))
        .toList();
  }

  /** Whether there is such a file. */
  public boolean exists() {
    return Files.exists(path);
  }

  // Byte by byte: what somebody broke must be read, too, and what Ebb writes is ASCII.
  private String text() {
    try {
      return exists() ? Files.readString(path, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw cannot("read", e);
    }
  }

  private Fault cannot(String what, IOException e) {
    return Fault.of(
        FaultCode.MACHINE,
        "the audit file " + path + " cannot be " + what + " (" + e + ")",
        "see to it that its folder is there, to rights, and to space on the disk",
        e);
  }
}
