package dev.ebb.cli.auditing;

import dev.ebb.audit.AuditFile;
import dev.ebb.audit.Clerk;
import dev.ebb.audit.Entry;
import dev.ebb.audit.Finding;
import dev.ebb.audit.Quotation;
import dev.ebb.cli.invocation.Invocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file of the audit, read before the databases are: what is in it by then, they have.
 *
 * @param path where it is
 * @param there whether it is there
 * @param findings what is wrong with it alone
 * @param bodies what was entered, the oldest first
 */
record Log(Path path, boolean there, List<Finding> findings, List<String> bodies) {
  Log {
    findings = List.copyOf(findings);
    bodies = List.copyOf(bodies);
  }

  static Log read(Invocation call, String name) {
    Path path = call.folder().resolve(name);
    AuditFile file = new AuditFile(path);
    return new Log(path, file.exists(), file.verify(), file.bodies());
  }

  /** What is wrong with it, and where it and the databases tell different things. */
  List<String> findings(List<AuditCommand.Book> books) {
    List<String> found = new ArrayList<>();
    if (!there) {
      found.add(path + ": there is no such file: somebody removed it, or nothing was entered yet");
      return found;
    }
    findings.forEach(f -> found.add(path + ": line " + f.number() + ": " + f.what()));
    Set<String> known = new HashSet<>();
    books.forEach(
        book -> book.entries().forEach(entry -> known.add(Quotation.original(entry.body()))));
    Set<String> addresses = addresses(books);
    for (String body : bodies) {
      boolean ours = addresses.contains(AuditText.value(body, "database"));
      if (ours && !known.contains(body) && AuditText.value(body, Clerk.ONLY_THERE).isEmpty()) {
        found.add(path + ": the database lacks what was done at " + AuditText.value(body, "at"));
      }
    }
    books.forEach(book -> missingHere(book, found));
    return found;
  }

  // A database may have been reached under other names before; its record tells which.
  private static Set<String> addresses(List<AuditCommand.Book> books) {
    Set<String> addresses = new HashSet<>();
    for (AuditCommand.Book book : books) {
      addresses.add(book.database());
      book.entries()
          .forEach(entry ->
              addresses.add(AuditText.value(Quotation.original(entry.body()), "database")));
    }
    addresses.remove("");
    return addresses;
  }

  // A file may have been begun, or put away, after the record of the database began.
  private void missingHere(AuditCommand.Book book, List<String> found) {
    Set<String> here = new HashSet<>(bodies);
    String ours = AuditText.member(Clerk.LOG, String.valueOf(path.getFileName()));
    boolean begun = false;
    for (Entry entry : book.entries()) {
      String body = Quotation.original(entry.body());
      boolean has = here.contains(body);
      begun |= has;
      if (begun && !has && body.contains(ours)) {
        found.add(
            path
                + ": it lacks entry "
                + entry.number()
                + " of "
                + book.database()
                + ", of "
                + AuditText.value(body, "at"));
      }
    }
  }
}
