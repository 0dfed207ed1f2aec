package dev.ebb.sql;

import java.util.Arrays;
import java.util.Objects;

/**
 * Where the lines of a text begin, and which character in it no server would take. Immutable after
 * construction.
 */
final class Lines {
  private final int length;
  private int[] starts = new int[16];
  private int count = 1;
  private int firstBad = -1;

  Lines(char[] chars, int length) {
    this.length = length;
    for (int i = 0; i < length; i++) {
      char c = chars[i];
      if (c > '\n') {
        if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
          if (Character.isHighSurrogate(c) && Character.isLowSurrogate(chars[i + 1])) {
            i++;
          } else {
            bad(i);
          }
        }
      } else if (c == '\n') {
        add(i + 1);
      } else if (c == 0) {
        bad(i);
      }
    }
  }

  private void add(int start) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
    }
    starts[count++] = start;
  }

  private void bad(int offset) {
    if (firstBad < 0) {
      firstBad = offset;
    }
  }

  /** The offset of the first NUL or half of a surrogate pair; -1 if there is none. */
  int firstBad() {
    return firstBad;
  }

  Position at(int offset) {
    Objects.checkIndex(offset, length + 1);
    int found = Arrays.binarySearch(starts, 0, count, offset);
    int line = found >= 0 ? found : -found - 2;
    return new Position(offset, line + 1, offset - starts[line] + 1);
  }
}
