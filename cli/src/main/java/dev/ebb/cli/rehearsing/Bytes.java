package dev.ebb.cli.rehearsing;

import java.util.List;

/** Writes sizes the way people say them. */
final class Bytes {
  private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB", "PB");

  private Bytes() {}

  /** "0 bytes", "16 kB", "1.2 GB". */
  static String of(long bytes) {
    if (bytes < 1024) {
      return bytes + " bytes";
    }
    long tenths = bytes * 10 / 1024;
    int unit = 0;
    while (tenths >= 10_240 && unit < UNITS.size() - 1) {
      tenths /= 1024;
      unit++;
    }
    String number = tenths < 100 ? tenths / 10 + "." + tenths % 10 : String.valueOf(tenths / 10);
    return number + " " + UNITS.get(unit);
  }
}
