package dev.ebb.restore.snapshot;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Rows on their way out of one database into a table of another. Stateless. */
final class Pouring {
  private static final int PIPE = 1 << 20;

  private Pouring() {}

  /**
   * Has one session read and the other write, at the same time.
   *
   * @param query what is read
   * @param table where it is written, with the same columns
   * @return how many rows that were
   * @throws Fault if not every row that was read arrived
   */
  static long rows(Session from, String query, Session to, String table) {
    try (PipedInputStream in = new PipedInputStream(PIPE)) {
      FutureTask<Long> reading = reading(from, query, new PipedOutputStream(in));
      Thread.ofPlatform().daemon().name("ebb-copy").start(reading);
      long written = to.copyIn("COPY " + table + " FROM STDIN", in);
      long read = reading.get();
      if (read != written) {
        throw broken("only " + written + " of " + read + " rows arrived");
      }
      return written;
    } catch (ExecutionException e) {
      // the end of the pipe looked like the end of the rows
      String why =
          e.getCause() instanceof SqlFailure failure
              ? failure.serverMessage()
              : String.valueOf(e.getCause());
      throw broken(why);
    } catch (IOException e) {
      throw Folder.failed("rows could not be carried", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Fault.of(FaultCode.CANCELLED, "stopped as asked", "nothing was changed", e);
    }
  }

  private static FutureTask<Long> reading(Session from, String query, PipedOutputStream out) {
    return new FutureTask<>(() -> {
      try (out) {
        return from.copyOut("COPY (" + query + ") TO STDOUT", out);
      }
    });
  }

  private static Fault broken(String why) {
    return Fault.of(
        FaultCode.MACHINE,
        "not all rows could be carried: " + why,
        "mend the cause and run it again; nothing was changed");
  }
}
