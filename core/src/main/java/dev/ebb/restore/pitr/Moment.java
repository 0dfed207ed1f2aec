package dev.ebb.restore.pitr;

import java.time.Instant;

/** The moment whose state is wanted back. */
public sealed interface Moment {
  /** For people: "restore point before_v5_…", "2026-11-21T21:48:07Z", "LSN 0/3000148". */
  String words();

  /** A moment that was marked under a name; the reference of a restore point. */
  record Named(String reference) implements Moment {
    @Override
    public String words() {
      return "restore point " + reference;
    }
  }

  /** A time by the server's clock: everything that was committed until then. */
  record At(Instant time) implements Moment {
    @Override
    public String words() {
      return time.toString();
    }
  }

  /** A place in the server's log of writes, as {@code 0/3000148}. */
  record Lsn(String lsn) implements Moment {
    @Override
    public String words() {
      return "LSN " + lsn;
    }
  }
}
