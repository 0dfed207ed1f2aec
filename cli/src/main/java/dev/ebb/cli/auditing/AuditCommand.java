package dev.ebb.cli.auditing;

import dev.ebb.audit.AuditTrail;
import dev.ebb.audit.Entry;
import dev.ebb.audit.Finding;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.source.SchemaConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code audit}: shows the record, finds what was changed in it, and writes it out. */
public final class AuditCommand implements Command {
  private static final Option FILE =
      Option.value("FILE", "a file of the audit, held against the database, too", "file");
  private static final Option LIMIT =
      Option.value("N", "show at most so many entries, the newest; default: 20", "limit");

  /**
   * The record of one database.
   *
   * @param schema a schema that is in it
   */
  record Book(SchemaConfig schema, String database, List<Entry> entries, List<Finding> findings) {}

  /** For one call. */
  public AuditCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("audit", "what was changed, by whom, and whether the record is whole")
        .operands("show|verify|export", 1, 1)
        .options(SchemaChoice.SEVERAL, FILE, LIMIT)
        .note(
            "Every command that changes a database is entered there, in the schema ebb_audit: who"
                + " called it, from where, with which version, what was planned, how long each step"
                + " took, how it ended, and what was lost by whose leave. With --audit-log or"
                + " EBB_AUDIT_LOG it is also added to a file.")
        .note(
            "Each entry bears a hash over itself and all before it. verify finds what was changed,"
                + " cut or moved, and exits with 4; with --file also what is missing in the database"
                + " and is in the file. Who may write to the tables as their owner can forge all of"
                + " it, but not the file on another machine.")
        .note(
            "When a database is replaced by an earlier state, the entries that this lacks are carried"
                + " over; where both went on, they are quoted with the number and hash that they had."
                + " verify does what was left of that if Ebb was killed in between.")
        .note("export writes the entries as lines of JSON.")
        .examples(
            "audit show --db=frontend",
            "audit verify --file=migrations/audit.log",
            "audit export --db=frontend > audit.jsonl");
  }

  @Override
  public ExitStatus run(Invocation call) {
    String verb = call.arguments().operands().getFirst();
    return switch (verb) {
      case "show" -> show(call, books(call));
      case "verify" -> {
        List<String> failed = heal(call);
        Optional<Log> log = call.arguments().value(FILE).map(name -> Log.read(call, name));
        yield verify(call, books(call), failed, log);
      }
      case "export" -> export(call, books(call));
      default ->
          throw Fault.of(
              FaultCode.USAGE,
              "audit does not know \"" + verb + "\"",
              "write show, verify or export");
    };
  }

  // Somebody was killed between putting a database in the place of another and giving it the
  // entries that it lacks: who looks whether all is well may as well do it.
  private static List<String> heal(Invocation call) {
    return SchemaChoice.several(call).stream()
        .filter(schema -> !SchemaChoice.isLeftOut(call, schema))
        .flatMap(schema -> call.clerk(schema).settle().stream())
        .distinct()
        .toList();
  }

  // Several schemas may be in one database, which has one record.
  private static List<Book> books(Invocation call) {
    List<Book> books = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (SchemaConfig schema : SchemaChoice.several(call)) {
      if (SchemaChoice.isLeftOut(call, schema)) {
        continue;
      }
      var connector = call.connections().connector(schema);
      String database = connector.settings().describe();
      if (seen.add(database)) {
        try (Session session = connector.open()) {
          AuditTrail.Reading reading = new AuditTrail(session).read();
          books.add(new Book(schema, database, reading.entries(), reading.findings()));
        } catch (SqlFailure failure) {
          throw Fault.of(
              failure.faultCode(),
              "the audit of " + database + " cannot be read: " + failure.serverMessage(),
              "let a role read it that may: the owner of the schema ebb_audit",
              failure);
        }
      }
    }
    return books;
  }

  private static ExitStatus show(Invocation call, List<Book> books) {
    int limit = call.arguments().number(LIMIT, 20, 1);
    if (call.json()) {
      return call.emit(
          ExitStatus.DONE, json -> json.objects("databases", books, AuditText::members));
    }
    for (Book book : books) {
      call.out(book.database() + ": " + AuditText.amount(book.entries().size()));
      int from = Math.max(0, book.entries().size() - limit);
      book.entries().subList(from, book.entries().size()).reversed().stream()
          .map(AuditText::line)
          .forEach(call::out);
    }
    return ExitStatus.DONE;
  }

  private static ExitStatus export(Invocation call, List<Book> books) {
    if (call.json()) {
      return show(call, books);
    }
    books.forEach(book -> book.entries().forEach(entry -> call.out(AuditText.exported(entry))));
    return ExitStatus.DONE;
  }

  private static ExitStatus verify(
      Invocation call, List<Book> books, List<String> failed, Optional<Log> log) {
    List<String> findings = new ArrayList<>(failed);
    for (Book book : books) {
      book.findings().forEach(finding -> findings.add(book.database() + ": " + finding));
    }
    log.ifPresent(file -> findings.addAll(file.findings(books)));
    ExitStatus status = findings.isEmpty() ? ExitStatus.DONE : ExitStatus.ATTENTION;
    if (call.json()) {
      return call.emit(
          status,
          json -> json.objects("databases", books, AuditText::members).texts("findings", findings));
    }
    findings.forEach(finding -> call.out("✖ " + finding));
    if (findings.isEmpty()) {
      books.forEach(book -> call.out(AuditText.whole(book)));
    } else {
      call.terminal()
          .warn(
              "the record is not as it was written: somebody has changed it, unless Ebb was killed"
                  + " or said that it could not write; keep it as it is, find out who had the rights,"
                  + " and compare with 'ebb history' and the server's log");
    }
    return status;
  }
}
