package dev.ebb.release;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;

/**
 * The outside of a bundle: one line of text that says what it is, how long, and the sum of what
 * follows; then the content, deflated. Whoever opens one in a pager sees what it is; a bundle that
 * was cut off or changed on its way is told from one of a newer Ebb.
 */
final class BundleFormat {
  /**
   * The format that this Ebb writes, and the newest that it reads; it reads all older ones. Since 2
   * the objects that releases give may be recorded at the end.
   */
  static final int FORMAT = 2;

  private static final Pattern HEADER =
      Pattern.compile(
          "ebb bundle, format (\\d{1,6})(?:, (\\d+) of (\\d+) bytes, sha256 (\\w{64}))?.*");
  private static final int LONGEST_HEADER = 400;
  private static final int LARGEST = 1 << 29;

  private BundleFormat() {}

  /** A file with that content. */
  static byte[] wrap(byte[] content, String tool) {
    try (ByteArrayOutputStream packed = new ByteArrayOutputStream();
        ByteArrayOutputStream file = new ByteArrayOutputStream()) {
      Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
      try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
        out.write(content);
      } finally {
        deflater.end();
      }
      byte[] body = packed.toByteArray();
      String header =
          "ebb bundle, format %d, %d of %d bytes, sha256 %s, made by ebb %s\n"
              .formatted(FORMAT, body.length, content.length, sum(body, 0), tool);
      file.write(header.getBytes(StandardCharsets.UTF_8));
      file.write(body);
      return file.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to be written to", e);
    }
  }

  /**
   * The content of a file.
   *
   * @param name of the file, for messages
   * @throws Fault DEFINITION if it is no bundle, one of a newer Ebb, or not whole
   */
  static byte[] unwrap(byte[] file, String name) {
    int end = endOfHeader(file);
    String line = end < 0 ? "" : new String(file, 0, end, StandardCharsets.UTF_8);
    Matcher header = HEADER.matcher(line);
    if (!header.matches()) {
      throw bad(
          name + " is no bundle of releases" + (file.length == 0 ? ": it is empty" : ""),
          "name a file that 'ebb bundle' wrote");
    }
    int format = Integer.parseInt(header.group(1));
    if (format > FORMAT) {
      throw bad(
          "%s was made by a newer Ebb%s: it has format %d, and this one reads up to %d"
              .formatted(name, maker(line), format, FORMAT),
          "use that Ebb, or make the bundle again with this one");
    }
    if (header.group(2) == null) {
      throw bad(name + " does not say how long it is", "make or copy it again");
    }
    return content(file, end + 1, header, name);
  }

  /** How the content of a file is written, if it is a bundle that can be unwrapped. */
  static int format(byte[] file) {
    Matcher header =
        HEADER.matcher(new String(file, 0, Math.max(0, endOfHeader(file)), StandardCharsets.UTF_8));
    return header.matches() ? Integer.parseInt(header.group(1)) : 0;
  }

  private static byte[] content(byte[] file, int start, Matcher header, String name) {
    long packed = Long.parseLong(header.group(2));
    long length = Long.parseLong(header.group(3));
    int there = file.length - start;
    if (there < packed) {
      throw bad(
          "%s is cut off: %,d of %,d bytes are there".formatted(name, there, packed),
          "copy it again");
    }
    if (there > packed || !sum(file, start).equals(header.group(4))) {
      throw bad(name + " is damaged: its content is not what was written", "copy or make it again");
    }
    if (length > LARGEST) {
      throw bad(name + " says that it holds " + length + " bytes", "make it again");
    }
    return inflated(file, start, (int) length, name);
  }

  private static byte[] inflated(byte[] file, int start, int length, String name) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(file, start, file.length - start);
      byte[] content = new byte[length];
      int at = 0;
      while (at < length) {
        int read = inflater.inflate(content, at, length - at);
        if (read == 0) {
          throw bad(name + " is damaged: its content ends too early", "make it again");
        }
        at += read;
      }
      return content;
    } catch (DataFormatException e) {
      throw Fault.of(
          FaultCode.DEFINITION,
          name + " is damaged: its content cannot be unpacked",
          "copy or make it again",
          e);
    } finally {
      inflater.end();
    }
  }

  private static int endOfHeader(byte[] file) {
    for (int i = 0; i < Math.min(file.length, LONGEST_HEADER); i++) {
      if (file[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static String maker(String line) {
    int at = line.indexOf("made by ebb ");
    return at < 0 ? "" : " (" + line.substring(at + "made by ebb ".length()) + ")";
  }

  private static String sum(byte[] bytes, int from) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, from, bytes.length - from);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static Fault bad(String what, String remedy) {
    return Fault.of(FaultCode.DEFINITION, what, remedy);
  }

  /** Bytes as they are written one after the other. */
  static byte[] copy(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }
}
