package dev.ebb.source;

import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Turns the bytes of a file into text, and finds where they are not UTF-8. */
public final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';
  private static final String CONVERT =
      "save the file as UTF-8: iconv -f LATIN1 -t UTF-8 (or whichever encoding it has)";

  private Utf8() {}

  /** The text without byte order mark; nothing, and a problem told, if it is not all UTF-8. */
  public static Optional<String> decode(byte[] bytes, String file, Problems problems) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      // either somebody wrote that very character, or the decoder put it where it was at a loss
      int bad = firstBad(bytes);
      if (bad >= 0) {
        report(bytes, bad, file, problems);
        return Optional.empty();
      }
    }
    return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  private static int firstBad(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CoderResult result = decoder.decode(in, CharBuffer.allocate(bytes.length + 1), true);
    return result.isError() ? in.position() : -1;
  }

  private static void report(byte[] bytes, int bad, String file, Problems problems) {
    boolean wide =
        bytes.length > 1
            && ((bytes[0] == -1 && bytes[1] == -2) || (bytes[0] == -2 && bytes[1] == -1));
    if (wide) {
      problems.error(
          new Place(file, 1, 1),
          "the file is UTF-16, not UTF-8",
          CONVERT.replace("LATIN1", "UTF-16"));
      return;
    }
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < bad; i++) {
      if (bytes[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int column = new String(bytes, lineStart, bad - lineStart, StandardCharsets.UTF_8).length() + 1;
    problems.error(
        new Place(file, line, column),
        "byte %d of the file (0x%02X) is not UTF-8".formatted(bad, bytes[bad]),
        CONVERT);
  }
}
