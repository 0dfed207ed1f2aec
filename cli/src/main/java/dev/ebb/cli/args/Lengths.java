package dev.ebb.cli.args;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.time.Duration;

/** Reads numbers and lengths of time as people write them. */
final class Lengths {
  private static final long LONGEST = Duration.ofDays(365).toMillis();

  private Lengths() {}

  static Duration duration(Option option, String text) {
    long millis = 0;
    int at = 0;
    while (at < text.length() && millis >= 0) {
      int digits = at;
      while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
        digits++;
      }
      int unit = digits;
      while (unit < text.length() && Character.isLetter(text.charAt(unit))) {
        unit++;
      }
      long factor = millisOf(text.substring(digits, unit));
      if (digits == at || digits - at > 9 || factor < 0) {
        millis = -1;
      } else {
        millis += Long.parseLong(text.substring(at, digits)) * factor;
      }
      at = unit;
    }
    if (text.isEmpty() || millis < 0 || millis > LONGEST) {
      throw bad(option, text, "give a length of time such as 500ms, 30s, 10m or 1h30m");
    }
    return Duration.ofMillis(millis);
  }

  private static long millisOf(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "", "s" -> 1000;
      case "m", "min" -> 60_000;
      case "h" -> 3_600_000;
      default -> -1;
    };
  }

  static int number(Option option, String text, int least) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw bad(option, text, "give a whole number from " + least + " on");
  }

  private static Fault bad(Option option, String text, String remedy) {
    return Fault.of(FaultCode.USAGE, option.dashed() + "=" + text + " is not understood", remedy);
  }
}
