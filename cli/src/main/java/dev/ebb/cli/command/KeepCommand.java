package dev.ebb.cli.command;

import dev.ebb.Ebb;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.CommonOptions;
import dev.ebb.cli.invocation.Consent;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.KeptText;
import dev.ebb.event.EventSink;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.SchemaName;
import dev.ebb.keep.Kept;
import dev.ebb.keep.Shelf;
import dev.ebb.source.Project;
import dev.ebb.source.Project.Environment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code keep}: what migrations would have destroyed: look at it, give it back, throw it away. */
public final class KeepCommand implements Command {
  private static final Option ID =
      Option.list("N,…", "what to give back, export or throw away, as list numbers it", "id");
  private static final Option TABLE =
      Option.value("NAME", "everything that is kept of a table, as list names it", "table");
  private static final Option WINNER =
      Option.value(
          "live|kept", "whose value counts where a live one differs; default: live", "winner");
  private static final Option OLDER =
      Option.value(
          "DAYS",
          "throw away what was kept that many days ago or earlier, as in 90d",
          Expiry.OLDER_THAN);
  private static final Option WITHIN =
      Option.value(
          "SIZE",
          "throw away the oldest until no more than that is left, as in 500MB",
          Expiry.KEEP_WITHIN);
  private static final Option LARGER =
      Option.value(
          "SIZE", "throw away only what takes more than that, as in 500MB", Expiry.LARGER_THAN);
  private static final Option OUT =
      Option.value("FILE", "where to export to; default: standard output", "out");
  private static final Option ALL =
      Option.flag("list also what was given back wholly or thrown away", "all");
  private static final Option DUE =
      Option.flag("throw away what is due by the policy of ebb.yaml (keep: …)", "due");

  /** For one call. */
  public KeepCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("keep", "what migrations would have destroyed: see it, give it back, purge it")
        .operands("list|restore|purge|export", 0, 1)
        .options(SchemaChoice.ONE, ID, TABLE, WINNER, OLDER, LARGER, WITHIN, DUE, OUT, ALL)
        .options(List.of(RunFlags.DRY_RUN))
        .note(
            "What a step destroys is stored in the namespace ebb_keep of the same database, and"
                + " comes back by itself when the opposite direction of that migration has run."
                + " This is for what did not, and to make room.")
        .note(
            "purge asks first: without a terminal, and in production, it only shows what would go"
                + " unless --yes is given. Nothing goes by itself: ebb.yaml may say what is due, as"
                + " in keep: {older-than: 90d, larger-than: 10GB, keep-within: 50GB}; list shows"
                + " it, status mentions it, and purge --due throws it away. Of older-than and"
                + " larger-than both must hold; keep-within gives up the oldest beyond that.")
        .examples(
            "keep list",
            "keep restore --id=12 --winner=kept",
            "keep export --id=12 --out=emails.csv",
            "keep purge --older-than=90 --yes",
            "keep purge --older-than=7 --larger-than=1GB --yes",
            "keep purge --keep-within=10GB --dry-run",
            "keep purge --due --yes");
  }

  @Override
  public ExitStatus run(Invocation call) {
    String verb =
        call.arguments().operands().isEmpty() ? "list" : call.arguments().operands().getFirst();
    SchemaName schema = SchemaChoice.one(call).name();
    Ebb ebb = call.ebb(EventSink.NONE);
    return switch (verb) {
      case "list" -> list(call, ebb, schema);
      case "restore" -> restore(call, ebb, schema);
      case "purge" -> purge(call, ebb, schema);
      case "export" -> export(call, ebb, schema);
      default ->
          throw Fault.of(
              FaultCode.USAGE,
              "'keep " + verb + "' is unknown",
              "there are: keep list, keep restore, keep purge, keep export");
    };
  }

  private static ExitStatus list(Invocation call, Ebb ebb, SchemaName schema) {
    List<Kept> all =
        ebb.kept(schema).stream().filter(k -> call.arguments().isSet(ALL) || isStored(k)).toList();
    if (call.json()) {
      return emit(call, schema, "list", all);
    }
    KeptText.show(call.terminal(), schema, all, call.verbose());
    sayDue(call, schema, all);
    return ExitStatus.DONE;
  }

  /** Says what is due by the policy of {@code ebb.yaml}, if anything is. */
  static void sayDue(Invocation call, SchemaName schema, List<Kept> all) {
    List<Kept> due = due(call, all);
    if (!due.isEmpty()) {
      long bytes = due.stream().mapToLong(Kept::bytes).sum();
      call.terminal()
          .warn(
              "note: of what is kept of %s, %s (%s) may go by the policy of ebb.yaml: %s; 'ebb keep purge --due --db=%s' throws it away"
                  .formatted(
                      schema,
                      Amount.of(due.size(), "thing"),
                      KeptText.size(bytes),
                      due.stream().map(k -> "" + k.id()).collect(Collectors.joining(", ")),
                      schema));
    }
  }

  private static List<Kept> due(Invocation call, List<Kept> all) {
    List<Kept> stored = all.stream().filter(k -> k.store() != null).toList();
    return Expiry.policy(call.project())
        .map(policy -> policy.due(stored, Instant.now()))
        .orElse(List.of());
  }

  private static boolean isStored(Kept kept) {
    return kept.left() > 0 && kept.state() != Kept.State.PURGED;
  }

  private static ExitStatus emit(
      Invocation call, SchemaName schema, String verb, List<Kept> items) {
    List<Kept> due = due(call, items);
    return call.emit(
        ExitStatus.DONE,
        json ->
            json.field("verb", verb)
                .field("schema", schema.value())
                .field("dryRun", call.arguments().isSet(RunFlags.DRY_RUN))
                .objects(
                    "kept",
                    items,
                    (j, kept) -> {
                      KeptText.json(j, kept);
                      j.field("due", due.contains(kept));
                    }));
  }

  private static ExitStatus restore(Invocation call, Ebb ebb, SchemaName schema) {
    Shelf.Winner winner = winner(call);
    List<Kept> chosen = chosen(call, ebb, schema);
    if (!call.arguments().isSet(RunFlags.DRY_RUN)) {
      for (Kept kept : chosen) {
        Shelf.Restored done = ebb.restoreKept(schema, kept.id(), winner);
        call.terminal()
            .say(
                "gave back %s: %s%s"
                    .formatted(
                        kept.title(),
                        Amount.of(done.returned(), "row"),
                        done.left() == 0
                            ? ""
                            : "; "
                                + Amount.of(done.left(), "row")
                                + " stay kept: "
                                + done.reason()));
      }
    }
    return end(call, ebb, schema, "restore", chosen);
  }

  private static ExitStatus purge(Invocation call, Ebb ebb, SchemaName schema) {
    List<Kept> chosen = toPurge(call, ebb, schema);
    if (!chosen.isEmpty() && !call.arguments().isSet(RunFlags.DRY_RUN)) {
      StringBuilder details = new StringBuilder("To be thrown away for good:\n");
      chosen.forEach(
          k -> details.append("  ").append(k.title()).append(" (").append(k.left()).append(")\n"));
      if (call.environment() == Environment.PRODUCTION
          && !call.arguments().isSet(CommonOptions.YES)) {
        call.terminal().say(details.toString().stripTrailing());
        throw Fault.of(
            FaultCode.REFUSED,
            "in production it is only shown what would be thrown away",
            "add --yes to do it; nothing was changed");
      }
      Consent.ask(
          call,
          details.toString(),
          "Throw away " + Amount.of(chosen.size(), "kept thing") + " of schema " + schema + "?");
      chosen.forEach(kept -> ebb.purgeKept(schema, kept.id()));
    }
    return end(call, ebb, schema, "purge", chosen);
  }

  private static List<Kept> toPurge(Invocation call, Ebb ebb, SchemaName schema) {
    Optional<Expiry> asked = Expiry.of(call, OLDER, LARGER, WITHIN);
    if (!call.arguments().isSet(DUE)) {
      return asked.isPresent()
          ? asked.get().due(stored(ebb, schema), Instant.now())
          : chosen(call, ebb, schema);
    }
    if (asked.isPresent()) {
      throw Fault.of(
          FaultCode.USAGE, "--due says already what is to go", "leave the other bounds out");
    }
    Expiry policy =
        Expiry.policy(call.project())
            .orElseThrow(() ->
                Fault.of(
                    FaultCode.USAGE,
                    "nothing is due, since " + Project.FILE + " does not say when",
                    "write keep: {older-than: 90d} into it, or say --older-than=90"));
    return policy.due(stored(ebb, schema), Instant.now());
  }

  private static ExitStatus end(
      Invocation call, Ebb ebb, SchemaName schema, String verb, List<Kept> chosen) {
    List<Long> ids = chosen.stream().map(Kept::id).toList();
    List<Kept> after = ebb.kept(schema).stream().filter(k -> ids.contains(k.id())).toList();
    if (call.json()) {
      return emit(call, schema, verb, after);
    }
    KeptText.show(call.terminal(), schema, after, call.verbose());
    return ExitStatus.DONE;
  }

  private static ExitStatus export(Invocation call, Ebb ebb, SchemaName schema) {
    List<Kept> chosen = chosen(call, ebb, schema);
    if (chosen.size() != 1 || call.json()) {
      throw Fault.of(
          FaultCode.USAGE,
          call.json()
              ? "an export is CSV and has no JSON"
              : "only one thing can be exported at a time",
          "name it with --id; 'ebb keep list' numbers them");
    }
    String file = call.arguments().value(OUT).orElse("");
    try (OutputStream out =
        file.isEmpty() ? new Result(call) : Files.newOutputStream(path(call, file))) {
      long rows = ebb.exportKept(schema, chosen.getFirst().id(), out);
      call.terminal().say("exported " + Amount.of(rows, "row"));
      return ExitStatus.DONE;
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "cannot write " + (file.isEmpty() ? "the result" : file) + ": " + e.getMessage(),
          "it is still kept; choose another --out",
          e);
    }
  }

  private static Path path(Invocation call, String file) {
    return call.surroundings().folder().resolve(file);
  }

  private static Shelf.Winner winner(Invocation call) {
    return switch (call.arguments().value(WINNER).orElse("live")) {
      case "live" -> Shelf.Winner.LIVE;
      case "kept" -> Shelf.Winner.KEPT;
      default ->
          throw Fault.of(
              FaultCode.USAGE, "--winner is neither live nor kept", "leave it out for live");
    };
  }

  private static List<Kept> stored(Ebb ebb, SchemaName schema) {
    return ebb.kept(schema).stream().filter(k -> k.store() != null).toList();
  }

  private static List<Kept> chosen(Invocation call, Ebb ebb, SchemaName schema) {
    List<String> ids = call.arguments().values(ID);
    String table = call.arguments().value(TABLE).orElse("");
    if (ids.isEmpty() && table.isEmpty()) {
      throw Fault.of(
          FaultCode.USAGE,
          "nothing is named",
          "name it with --id or --table; 'ebb keep list' has both");
    }
    List<Kept> chosen =
        stored(ebb, schema).stream()
            .filter(k -> ids.contains(Long.toString(k.id())) || k.isOf(table))
            .toList();
    if (chosen.isEmpty() || (table.isEmpty() && chosen.size() < ids.stream().distinct().count())) {
      throw Fault.of(
          FaultCode.UNKNOWN_NAME,
          "of schema \"" + schema + "\" nothing is stored under that name",
          "'ebb keep list --db=" + schema + "' shows what is");
    }
    return chosen;
  }

  /** Standard output, which the terminal owns. */
  private static final class Result extends ByteArrayOutputStream {
    private final Invocation call;

    Result(Invocation call) {
      this.call = call;
    }

    @Override
    public void close() {
      call.terminal().result(toString(StandardCharsets.UTF_8));
    }
  }
}
