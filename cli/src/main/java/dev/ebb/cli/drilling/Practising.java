package dev.ebb.cli.drilling;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.drill.Attempt;
import dev.ebb.drill.Attempt.Part;
import dev.ebb.drill.Attempt.Result;
import dev.ebb.drill.Attempt.Stage;
import dev.ebb.drill.HalfBuilt;
import dev.ebb.drill.Holdings;
import dev.ebb.drill.Practice;
import dev.ebb.drill.Script;
import dev.ebb.drill.Subject;
import dev.ebb.fault.Fault;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Practises one way back after one mishap, on a copy of its own. */
final class Practising {
  private static final int LINES = 12;

  private final Ground ground;
  private final Typist typist;
  private final Holdings expected;
  private final long databaseBytes;
  private final Consumer<String> progress;
  private final List<Stage> stages = new ArrayList<>();
  private long serverBytes;
  private String saidBefore = "";

  Practising(
      Ground ground,
      Typist typist,
      Holdings expected,
      long databaseBytes,
      Consumer<String> progress) {
    this.ground = ground;
    this.typist = typist;
    this.expected = expected;
    this.databaseBytes = databaseBytes;
    this.progress = progress;
  }

  /** Sets up a copy, lets the mishap happen, goes back, looks, and removes the copy. */
  Attempt practise(Script script, Practice practice) {
    Optional<String> unfit = practice.unfit(script);
    if (unfit.isEmpty() && practice == Practice.POINT_IN_TIME) {
      unfit = ground.archive();
    }
    if (unfit.isPresent()) {
      return attempt(script, practice, Duration.ZERO, new Result.NotPractised(unfit.get()));
    }
    Path project = ground.copy();
    try {
      Migration bad = Planting.plant(typist, project, ground.schema().name(), script);
      return done(project, script, practice, bad);
    } finally {
      if (practice == Practice.POINT_IN_TIME) {
        endArchiving(project);
      }
      ground.removeCopy(project);
    }
  }

  // What a practice runs into is its result; the others are still to be done.
  private Attempt done(Path project, Script script, Practice practice, Migration bad) {
    try {
      return tried(project, script, practice, bad);
    } catch (SqlFailure e) {
      return attempt(script, practice, Duration.ZERO, new Result.Failed(e.serverMessage()));
    }
  }

  private Attempt tried(Path project, Script script, Practice practice, Migration bad) {
    serverBytes = ground.bytes();
    Steps steps = Steps.of(practice, script, ground.schema().name().value(), bad.id());
    Optional<String> failure =
        practice == Practice.POINT_IN_TIME ? backedUp(project) : Optional.empty();
    if (failure.isEmpty()) {
      failure = run(project, Part.BEFORE, steps.before());
    }
    if (failure.isEmpty()) {
      failure = mishap(project, script, bad);
    }
    if (failure.isPresent()) {
      return attempt(script, practice, Duration.ZERO, new Result.Failed(failure.get()));
    }
    failure = run(project, Part.BACK, steps.back());
    long begun = System.nanoTime();
    Result result = failure.<Result>map(Result.Failed::new).orElseGet(() -> verified(practice));
    return attempt(script, practice, Duration.ofNanos(System.nanoTime() - begun), result);
  }

  // Somebody who can go back to a moment has a backup from before it.
  private Optional<String> backedUp(Path project) {
    ground.archiving().tell(project);
    progress.accept("a backup by pgBackRest");
    long begun = System.nanoTime();
    try {
      String line = ground.archiving().backup();
      stages.add(new Stage(Part.BEFORE, line, Duration.ofNanos(System.nanoTime() - begun)));
      return Optional.empty();
    } catch (Fault fault) {
      return Optional.of(String.valueOf(fault.getMessage()));
    }
  }

  private void endArchiving(Path project) {
    for (String place : ground.archiving().places()) {
      typist.type(
          project, List.of("pitr", "delete", place, "--yes", "--db=" + ground.schema().name()));
    }
    ground.archiving().pause();
  }

  private Attempt attempt(Script script, Practice practice, Duration verifying, Result result) {
    Subject subject = script.subject();
    long bytes =
        switch (practice.scale()) {
          case SERVER -> serverBytes;
          case DATABASE -> databaseBytes;
          case TABLE -> subject == null ? databaseBytes : subject.bytes();
          case NONE -> 0;
        };
    return new Attempt(script.mishap(), practice, stages, verifying, bytes, result);
  }

  // The repair leaves alone what it cannot prove, and says so by its status; what counts is where
  // the database is in the end.
  private Optional<String> run(Path project, Part part, List<List<String>> commands) {
    for (List<String> command : commands) {
      List<String> words = Steps.named(command, saidBefore);
      String line = "ebb " + String.join(" ", words);
      progress.accept(line);
      Typist.Ran ran = typist.type(project, words);
      if (part == Part.BEFORE) {
        saidBefore = ran.said();
      }
      stages.add(new Stage(part, line, ran.took()));
      if (ran.status() != 0 && !words.getFirst().equals("repair")) {
        return Optional.of(said(line, ran));
      }
    }
    return Optional.empty();
  }

  private static String said(String line, Typist.Ran ran) {
    List<String> lines = ran.said().lines().toList();
    return "%s ended with status %d:\n%s"
        .formatted(
            line,
            ran.status(),
            String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size())));
  }

  private Optional<String> mishap(Path project, Script script, Migration bad) {
    List<String> up = List.of("up", "--yes", "--db=" + ground.schema().name());
    return switch (script.mishap()) {
      case WRONG_DROP, NOT_NULL, CORRUPTION, GIVEN -> run(project, Part.MISHAP, List.of(up));
      case HALF_INDEX -> halfBuilt(script, bad);
      case HANG -> hang(project, script, up);
    };
  }

  private Optional<String> halfBuilt(Script script, Migration bad) {
    long begun = System.nanoTime();
    try (Session builder = ground.session();
        Session writer = ground.session()) {
      HalfBuilt.leave(builder, writer, ground.tenant(), bad, table(script));
    }
    stages.add(
        new Stage(
            Part.MISHAP,
            "a process dies while it builds an index",
            Duration.ofNanos(System.nanoTime() - begun)));
    return Optional.empty();
  }

  private Optional<String> hang(Path project, Script script, List<String> up) {
    progress.accept("ebb " + String.join(" ", up) + "  (behind a forgotten transaction)");
    try (Hang hang = Hang.of(ground, typist, project, table(script), up)) {
      stages.add(
          new Stage(Part.MISHAP, "a forgotten transaction holds " + table(script), hang.waited()));
      List<String> words =
          List.of(
              "locks", "--terminate=" + hang.holder(), "--yes", "--db=" + ground.schema().name());
      Optional<String> failure = run(project, Part.BACK, List.of(words));
      if (failure.isPresent()) {
        hang.letGo(); // else it would be waited for by us, too, and for ever
      }
      Typist.Ran ran = hang.end();
      stages.add(new Stage(Part.BACK, "the waiting ebb up goes through", ran.took()));
      return failure.isPresent() || ran.status() == 0 ? failure : Optional.of(said("ebb up", ran));
    }
  }

  private static String table(Script script) {
    Subject subject = script.subject();
    if (subject == null) {
      throw new IllegalStateException(script.mishap() + " has no table");
    }
    return subject.table();
  }

  private Result verified(Practice practice) {
    progress.accept("looking whether it led back");
    Holdings found;
    try (Session session = ground.session()) {
      found = Holdings.read(session, ground.tenant());
    }
    SortedSet<MigrationId> further = further(practice, found);
    List<String> differences = expected.differences(found, further);
    if (!differences.isEmpty()) {
      return new Result.Differs(differences);
    }
    List<String> notes = new ArrayList<>();
    if (expected.inOtherOrder(found)) {
      notes.add("columns stand in another order");
    }
    if (!further.isEmpty()) {
      notes.add(
          "history goes on: " + further.size() + " more in the ledger than before the mishap");
    }
    return new Result.Verified(notes);
  }

  private SortedSet<MigrationId> further(Practice practice, Holdings found) {
    return switch (practice) {
      case FORWARD_FIX, TABLE -> {
        SortedSet<MigrationId> more = new TreeSet<>(found.applied());
        more.removeAll(expected.applied());
        yield more;
      }
      case EXACT_DOWN, BRANCH, POINT_IN_TIME, SNAPSHOT, LOCKS, REPAIR ->
          Collections.emptySortedSet();
    };
  }
}
