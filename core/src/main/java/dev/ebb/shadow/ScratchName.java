package dev.ebb.shadow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a scratch database: says whose it is, so that what a crash left behind can be told
 * from what is in use.
 *
 * @param started when it was made, by the clock of its maker
 * @param pid the maker's process
 * @param host the maker's machine, shortened to letters and digits
 * @param number tells those of one process and second apart
 */
record ScratchName(Instant started, long pid, String host, String number) {
  /** How all of them begin; in a LIKE, with its wildcards escaped. */
  static final String LIKE = "ebb\\_shadow\\_%";

  /** Older ones that nobody is connected to are left over, wherever they were made. */
  private static final Duration LONGEST_LIFE = Duration.ofHours(6);

  private static final int HOST_LENGTH = 16;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern FORM =
      Pattern.compile("ebb_shadow_(\\d{8}t\\d{6})_(\\d+)_([a-z0-9]*)_([0-9a-f]{6})");

  /** A new one of this process. */
  static ScratchName ours(Instant now) {
    String number = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()).substring(2);
    return new ScratchName(now, ProcessHandle.current().pid(), thisHost(), number);
  }

  /** Of a database; empty if it is none of ours. */
  static Optional<ScratchName> parse(String database) {
    Matcher form = FORM.matcher(database);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ScratchName(
              TIME.parse(form.group(1), Instant::from),
              Long.parseLong(form.group(2)),
              form.group(3),
              form.group(4)));
    } catch (DateTimeParseException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** The database's name. */
  String database() {
    return "ebb_shadow_%s_%d_%s_%s".formatted(TIME.format(started), pid, host, number);
  }

  /**
   * Whether its maker is gone, as far as this machine can tell. Whether somebody is connected is
   * for the caller to look at.
   */
  boolean isAbandoned(Instant now) {
    return started.plus(LONGEST_LIFE).isBefore(now) || (host.equals(thisHost()) && isMakerGone());
  }

  // The number may have gone to another process, which then began after the database was made.
  private boolean isMakerGone() {
    Optional<ProcessHandle> maker = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    Optional<Instant> began = maker.flatMap(process -> process.info().startInstant());
    return maker.isEmpty() || began.filter(started.plusSeconds(2)::isBefore).isPresent();
  }

  private static String thisHost() {
    String name = hostName();
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return plain.substring(0, Math.min(HOST_LENGTH, plain.length()));
  }

  // Without asking a name server, where the system just knows.
  private static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname"));
    } catch (IOException _) {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException _) {
        return "";
      }
    }
  }
}
