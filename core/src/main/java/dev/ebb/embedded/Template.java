package dev.ebb.embedded;

import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * A data folder fresh from initdb, of which every new server gets a copy: copying takes a tenth of
 * the time.
 *
 * <p>The server listens on the loopback address only, and there every user of the machine can
 * knock. So even there it asks for a password (SCRAM): generated with the template, kept in files
 * that only their owner can read, the same for all embedded servers of one user, who could read all
 * those files anyway. There is no Unix socket: the JDBC driver could not use it, and its path may
 * be too long for the system.
 */
final class Template {
  static final String USER = "postgres";

  /** Stands in the name in the cache: to be raised when what is below changes. */
  private static final String GENERATION = "1";

  private final Cache cache;
  private final Programs programs;
  private final RunAs runAs;

  Template(Cache cache, Programs programs, RunAs runAs) {
    this.cache = cache;
    this.programs = programs;
    this.runAs = runAs;
  }

  /** The folder that holds {@code data} and {@code password}. */
  Path of(Installation installation) {
    String owner = runAs.owner() == null ? "own" : String.valueOf(runAs.owner().user());
    String name = "template-" + GENERATION + "-" + installation.fingerprint() + "-" + owner;
    return cache.once(name, half -> make(installation, half));
  }

  private void make(Installation installation, Path half) throws IOException {
    Path password = half.resolve("password");
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, password());
    Path data = Files.createDirectory(half.resolve("data"), Tree.PRIVATE);
    if (runAs.owner() != null) {
      runAs.owner().own(password);
      runAs.owner().own(data);
    }
    // character classes as in Unicode where the system knows them, order by code point everywhere
    Ending ending = initdb(installation, half, "C.UTF-8");
    if (!ending.succeeded()) {
      ending = initdb(installation, half, "C");
    }
    if (!ending.succeeded()) {
      throw failed(ending, half);
    }
    Files.writeString(
        data.resolve("postgresql.conf"),
        "\ninclude_if_exists = 'ebb.conf'\n",
        StandardOpenOption.APPEND);
  }

  private Ending initdb(Installation installation, Path half, String classes) {
    return programs.run(
        runAs
            .command(installation.program("initdb"), "--pgdata=data", "--username=" + USER)
            .and("--encoding=UTF8", "--locale=C", "--lc-ctype=" + classes)
            .and("--auth=scram-sha-256", "--pwfile=password", "--data-checksums", "--no-sync")
            .and("--text-search-config=english")
            .in(half));
  }

  private static String password() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private Fault failed(Ending ending, Path place) {
    String how = String.join(" ", runAs.prefix());
    return Fault.of(
        FaultCode.MACHINE,
        "initdb failed" + (how.isEmpty() ? "" : " under " + how) + ": " + ending.describe(),
        String.join(
            "\n",
            List.of(
                "if it says that a folder cannot be accessed, point XDG_CACHE_HOME to one that can"
                    + " (now "
                    + place.getParent()
                    + ")",
                "if there is no space left, make some; then run the same again")));
  }
}
