package dev.ebb.restore.pgbackrest;

import dev.ebb.db.Connector;
import dev.ebb.exec.Ending;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Memo;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Notebook;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Place.State;
import dev.ebb.restore.pitr.PlaceNotes;
import dev.ebb.restore.pitr.Progress;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.SwitchStep;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The folder beside a server's data directory, and what Ebb makes there. All of it is called like
 * the data directory, then {@code .ebb-} and the name of a place; a note with the ending {@code
 * .place} is there before anything else and goes after it, so nothing is ever nameless.
 */
final class Yard {
  private static final String MARK = ".ebb-";
  private static final String NAME = "[A-Za-z0-9_]{1,60}";
  private static final Duration SHORT = Duration.ofMinutes(10);
  private static final Duration SWITCH = Duration.ofMinutes(30);

  /** With less room a server does not even start. */
  private static final long LEAST = 1L << 20;

  private static final int TRIES = 10;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Scene scene;
  private final Archive archive;
  private final Path data;
  private final Path folder;
  private final PlaceNotes notes;

  Yard(Scene scene, Archive archive) {
    this.scene = scene;
    this.archive = archive;
    this.data = archive.data();
    this.folder = folder(scene, archive);
    this.notes =
        new PlaceNotes(
            new Notebook(
                folder, data.getFileName() + MARK, ".place", file -> archive.identity().own(file)));
  }

  /** Where new data directories are made. */
  static Path folder(Scene scene, Archive archive) {
    return scene
        .setting("folder")
        .map(Path::of)
        .orElseGet(() -> archive.data().toAbsolutePath().getParent());
  }

  private Path file(Place place, String ending) {
    if (!place.name().matches(NAME)) {
      throw new IllegalArgumentException("a place called " + place.name());
    }
    return folder.resolve(data.getFileName() + MARK + place.name() + ending);
  }

  private Path fresh(Place place) {
    return file(place, "");
  }

  private Path tablespaces(Place place) {
    return file(place, "-tablespaces");
  }

  private Path kept(Place place) {
    return file(place, "-replaced");
  }

  /** All that there are; who switched by hand wrote nothing down. */
  List<Place> places() {
    return notes.all().stream().map(this::present).toList();
  }

  private Place present(Place place) {
    boolean may = place.state() == State.VERIFIED || place.state() == State.SWITCHING;
    return may && tookOver(place) && Postmaster.of(data).isPresent() ? serving(place) : place;
  }

  private boolean tookOver(Place place) {
    return Files.isDirectory(kept(place)) && !Files.exists(fresh(place));
  }

  private Place serving(Place place) {
    return new Place(
            place.name(),
            place.provider(),
            place.moment(),
            place.at(),
            place.begun(),
            State.SERVING,
            "data directory " + data + "; kept: " + kept(place),
            place.memo())
        .with("kept", kept(place));
  }

  /** What somebody has to do by hand; writes the script that does it. */
  List<SwitchStep> steps(Place place) {
    Path script = script(place);
    return takeover(place).steps(script, archive.identity().user());
  }

  private Path script(Place place) {
    Path script = file(place, ".sh");
    try {
      if (place.state() != State.SWITCHING) {
        // what is run there belongs to others: never through a link that they may have put there
        Files.writeString(
            script,
            takeover(place).script(),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
        archive.identity().own(script);
      }
      return script;
    } catch (IOException e) {
      throw disk("write " + script, e);
    }
  }

  Place write(Place place) {
    return notes.write(place);
  }

  Place begin(Moment moment, String name, @Nullable Instant at, Memo memo) {
    Path fresh = folder.resolve(data.getFileName() + MARK + name);
    if (!name.matches(NAME) || Files.exists(fresh)) {
      throw Fault.of(
          FaultCode.USAGE,
          fresh + " is there already, or \"" + name + "\" is no name for a place",
          "use up to 60 letters, digits and _; nothing was changed");
    }
    return write(
        new Place(
            name,
            PgBackRest.KEY,
            moment,
            at,
            scene.site().clock().instant(),
            State.MAKING,
            "data directory " + fresh,
            memo));
  }

  /** Goes on with a place, wherever whoever was at it stopped. */
  Place await(Place place, Consumer<Progress> progress) {
    try (FileChannel channel = lockFile(place);
        FileLock _ = lock(channel, place)) {
      Place now =
          places().stream().filter(p -> p.name().equals(place.name())).findFirst().orElse(place);
      return switch (now.state()) {
        case MAKING -> make(now, progress);
        case READY, VERIFIED -> awake(now);
        case SWITCHING -> takeOver(now, progress);
        case SERVING -> now;
      };
    } catch (IOException e) {
      throw disk("go on with " + fresh(place), e);
    }
  }

  private FileChannel lockFile(Place place) throws IOException {
    Path file = file(place, ".lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    archive.identity().own(file);
    return channel;
  }

  private static FileLock lock(FileChannel channel, Place place) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException _) {
      // another thread of this process
    }
    throw Fault.of(
        FaultCode.BUSY,
        "another Ebb is at work on place " + place.name(),
        "wait until it is done; 'ebb pitr list' shows how far it is");
  }

  private Place make(Place place, Consumer<Progress> progress) {
    Restoring restoring =
        new Restoring(archive, new Restoring.Paths(fresh(place), tablespaces(place)));
    if (!restoring.isWhole()) {
      Optional<Fault> failure = restoring.run(place.memo(), progress);
      if (failure.isPresent()) {
        boolean full = isFull(failure.get());
        erase(place);
        throw full ? full(failure.get()) : failure.get();
      }
    }
    try {
      Place started = started(place);
      trial(started).awaitMoment(connector(started), target(started), progress);
      return write(started.with(State.READY));
    } catch (Fault fault) {
      if (isFull(fault)) {
        erase(place);
        throw full(fault);
      }
      if (fault.code() == FaultCode.REFUSED) {
        erase(place);
      }
      throw fault;
    }
  }

  // The server that serves may be on the same disk: nothing may go on taking room there. pgBackRest
  // does not always say why it could not write.
  private boolean isFull(Fault fault) {
    if (fault.problems().getFirst().what().contains(Trial.FULL)) {
      return true;
    }
    try {
      return Files.getFileStore(folder).getUsableSpace() < LEAST;
    } catch (IOException _) {
      return false;
    }
  }

  private Fault full(Fault fault) {
    return Fault.of(
        FaultCode.MACHINE,
        "the disk of " + folder + " is full: " + fault.problems().getFirst().what(),
        "what had been restored was removed, and the old server serves as before; make room, or"
            + " name another folder (--setting=folder=DIR), and run it again",
        fault);
  }

  private Target target(Place place) {
    Memo memo = place.memo();
    return new Target(
        place.moment(),
        memo.value("type").orElse(""),
        memo.value("target").orElse(""),
        new Timeline(1, Map.of()),
        place.at(),
        null);
  }

  private Place awake(Place place) {
    Place started = started(place);
    trial(started).awaitAnswer(connector(started));
    return started;
  }

  // A port that is free may be taken a moment later.
  private Place started(Place place) {
    Trial trial = trial(place);
    if (trial.runs()) {
      return write(place.with("port", trial.port()));
    }
    for (int i = 0; i < TRIES; i++) {
      if (i > 0) {
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      int port = Trial.freePort();
      Place noted = write(place.with("port", port));
      if (!trial.start(port, sockets())) {
        return noted;
      }
    }
    throw Fault.of(
        FaultCode.MACHINE,
        "the restored server in "
            + fresh(place)
            + " finds no free port, or what a killed one left in memory does not go",
        "the old server serves as before; run it again");
  }

  private Trial trial(Place place) {
    return new Trial(
        archive.programs(), archive.identity(), archive.bin(), archive.cluster(), fresh(place));
  }

  private String sockets() {
    return scene.site().connector().settings().socketFolder().orElse("");
  }

  Connector connector(Place place) {
    int port = place.memo().value("port").map(Integer::valueOf).orElse(0);
    String host = scene.site().connector().settings().socketFolder().orElse("127.0.0.1");
    return new Connector(scene.site().connector().settings().at(host, port), "ebb", Duration.ZERO);
  }

  private Takeover takeover(Place place) {
    Takeover usual = Takeover.of(archive.bin(), data, fresh(place), kept(place));
    return new Takeover(
        usual.bin(),
        usual.serving(),
        usual.fresh(),
        usual.kept(),
        scene.setting("start").orElse(usual.start()),
        scene.setting("stop").orElse(usual.stop()));
  }

  /** Has a place serve; the script that does it goes on if we do not. */
  Place switchOver(Place place, Consumer<Progress> progress) {
    try (FileChannel channel = lockFile(place);
        FileLock _ = lock(channel, place)) {
      script(place);
      Place switching = write(place.with("kept", kept(place).toString()).with(State.SWITCHING));
      return takeOver(switching, progress);
    } catch (IOException e) {
      throw disk("switch to " + fresh(place), e);
    }
  }

  private Place takeOver(Place place, Consumer<Progress> progress) {
    progress.accept(Progress.of("stopping the old server and starting the new one"));
    Path script = file(place, ".sh");
    Ending ending =
        archive
            .programs()
            .run(
                archive
                    .identity()
                    .command("setsid", "--wait", "sh", script.toString())
                    .within(SWITCH));
    boolean took = tookOver(place);
    if (ending.succeeded() && took) {
      return write(serving(place));
    }
    if (!took && Files.isDirectory(data)) {
      write(place.with(State.VERIFIED));
      throw Fault.of(
          FaultCode.MACHINE,
          "the switch failed, and the old server was put back: " + ending.describe(),
          "mend the cause and run it again: ebb "
              + scene.site().command("pitr switch " + place.name() + " --switch=do"));
    }
    throw Fault.of(
        FaultCode.MACHINE,
        "the switch stopped half-way: " + ending.describe(),
        "go on with: ebb "
            + scene.site().command("pitr resume " + place.name())
            + ", or by hand as user "
            + archive.identity().user()
            + ": sh "
            + script);
  }

  /** Removes a place; of one that serves, what it replaced. */
  void remove(Place place) {
    if (place.state() == State.SWITCHING) {
      throw Fault.of(
          FaultCode.REFUSED,
          "place " + place.name() + " is in the midst of a switch",
          "go on with: ebb " + scene.site().command("pitr resume " + place.name()));
    }
    if (place.state() == State.SERVING) {
      requireSuccessor(place);
      removeFiles(List.of(kept(place)), place);
    } else {
      erase(place);
    }
  }

  // As long as the new one does not run, the old one is all there is.
  private void requireSuccessor(Place place) {
    if (Postmaster.of(data).isEmpty()) {
      throw Fault.of(
          FaultCode.REFUSED,
          "no server runs in " + data + ", which took the place of " + kept(place),
          "start it and see that all is well, and run it again; nothing was deleted");
    }
  }

  private void erase(Place place) {
    new Restoring(archive, new Restoring.Paths(fresh(place), tablespaces(place))).endOthers();
    trial(place).stop();
    removeFiles(List.of(fresh(place), tablespaces(place)), place);
  }

  // The note goes last: as long as anything is there, it is known what it is.
  private void removeFiles(List<Path> folders, Place place) {
    List<String> words = new ArrayList<>(List.of("rm", "-rf", "--"));
    folders.forEach(each -> words.add(each.toString()));
    words.add(file(place, ".sh").toString());
    words.add(file(place, ".lock").toString());
    Ending ending =
        archive
            .programs()
            .run(archive.identity().command(words.toArray(String[]::new)).within(SHORT));
    if (!ending.succeeded()) {
      throw Fault.of(
          FaultCode.MACHINE,
          "cannot remove " + folders + ": " + ending.describe(),
          "mend the cause and run it again; its note is still there");
    }
    notes.remove(place);
  }

  private static Fault disk(String what, IOException e) {
    return Fault.of(
        FaultCode.MACHINE,
        "cannot " + what + ": " + e,
        "the old server serves as before; mend the cause and run it again",
        e);
  }
}
