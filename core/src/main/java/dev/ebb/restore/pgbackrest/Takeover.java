package dev.ebb.restore.pgbackrest;

import dev.ebb.restore.pitr.SwitchStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a restored data directory comes to serve: under the name of the old one, which keeps another,
 * so that whatever starts the server (a service, a container) finds it where it was. What is
 * printed and what is run is the same script; it can be run again wherever it was interrupted, and
 * puts things back if the new server does not start.
 *
 * @param bin where the programs are
 * @param serving the data directory of the server
 * @param fresh the restored one
 * @param kept what the old one is called then
 * @param start how the server is started again
 * @param stop how it is stopped
 */
record Takeover(Path bin, Path serving, Path fresh, Path kept, String start, String stop) {

  /** By the server's own programs, with the options that the old one was started with. */
  static Takeover of(Path bin, Path serving, Path fresh, Path kept) {
    List<String> options = new ArrayList<>();
    List<String> words = opts(serving);
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i).equals("-D")) {
        i++;
      } else {
        options.add(Shell.quote(words.get(i)));
      }
    }
    String ctl = Shell.quote(bin.resolve("pg_ctl").toString()) + " -D " + quoted(serving);
    return new Takeover(
        bin,
        serving,
        fresh,
        kept,
        ctl
            + " -w -t 600 -l "
            + quoted(log(serving))
            + (options.isEmpty() ? "" : " -o " + Shell.quote(String.join(" ", options)))
            + " start",
        ctl + " -m fast -w -t 600 stop");
  }

  // Where it wrote before, unless that was no file.
  private static Path log(Path data) {
    return Postmaster.of(data)
        .flatMap(found -> Service.log(found.pid()))
        .orElseGet(() -> data.resolve("ebb-switch.log"));
  }

  private static List<String> opts(Path data) {
    try {
      return Shell.words(Files.readString(data.resolve("postmaster.opts")));
    } catch (IOException _) {
      return List.of();
    }
  }

  private static String quoted(Path path) {
    return Shell.quote(path.toString());
  }

  /**
   * For a person.
   *
   * @param script where the script is that does all of it
   * @param user who has to run it
   */
  List<SwitchStep> steps(Path script, String user) {
    String ctl = Shell.quote(bin.resolve("pg_ctl").toString());
    return List.of(
        new SwitchStep(
            "all of the following at once, as user "
                + user
                + "; may be run again after any interruption, and puts things back if it fails",
            "sh " + quoted(script)),
        new SwitchStep(
            "or step by step: stop the restored server, which is on trial",
            ctl + " -D " + quoted(fresh) + " -m fast -w stop"),
        new SwitchStep("stop the server that serves", stop),
        new SwitchStep(
            "have the restored one use today's settings, and forget how it was restored; the same"
                + " for postgresql.conf, pg_hba.conf and pg_ident.conf if they are there",
            "cp -p "
                + quoted(serving.resolve("postgresql.auto.conf"))
                + " "
                + quoted(fresh.resolve("postgresql.auto.conf"))),
        new SwitchStep(
            "have its history archived, without which nothing of it can be restored later",
            "for f in "
                + quoted(fresh.resolve("pg_wal"))
                + "/*.history; do touch "
                + quoted(fresh.resolve("pg_wal/archive_status"))
                + "/\"${f##*/}.ready\"; done"),
        new SwitchStep("keep what served", "mv " + quoted(serving) + " " + quoted(kept)),
        new SwitchStep(
            "put the restored one in its place", "mv " + quoted(fresh) + " " + quoted(serving)),
        new SwitchStep("start it", start));
  }

  /** For a shell. */
  String script() {
    return SCRIPT
        .replace(":control", Shell.quote(bin.resolve("pg_controldata").toString()))
        .replace(":ctl", Shell.quote(bin.resolve("pg_ctl").toString()))
        .replace(":serving", quoted(serving))
        .replace(":fresh", quoted(fresh))
        .replace(":kept", quoted(kept))
        .replace(":parent", quoted(kept.resolve("..").normalize()))
        .replace(":start", start)
        .replace(":stop", stop);
  }

  private static final String SCRIPT =
      """
      # Made by Ebb. May be run again after any interruption.
      set -u
      # Whoever listens may go away, between the stop of one server and the start of the other.
      trap '' PIPE
      # What a killed Ebb began goes on by itself: whoever comes to go on with it waits for its end.
      exec 9< :parent || exit 1
      flock 9 || exit 1
      runs() { :ctl -D "$1" status > /dev/null 2>&1; }
      # While on trial it archived nothing: neither its history nor what it wrote.
      archived() {
        now=$(LC_ALL=C :control "$1" | sed -n "s/.*REDO WAL file: *//p")
        for file in "$1"/pg_wal/*.history "$1"/pg_wal/$(echo "$now" | cut -c1-8)????????????????; do
          name=${file##*/}
          status=$1/pg_wal/archive_status/$name
          [ -f "$file" ] && [ ! -e "$status.done" ] || continue
          case $name in
            *.history) touch "$status.ready" ;;
            *) if [ "$name" \\< "$now" ]; then touch "$status.ready"; fi ;;
          esac
        done
      }
      back() {
        echo "putting back what served before: $1"
        [ -d :kept ] && [ ! -d :serving ] && mv :kept :serving
        runs :serving || { :start; } 9<&-
        exit 1
      }
      if [ -d :fresh ]; then
        [ -f :fresh/global/pg_control ] || { echo "no whole data directory: ":fresh; exit 1; }
        if runs :fresh; then :ctl -D :fresh -m fast -w -t 600 stop || exit 1; fi
        if [ -d :serving ] && [ ! -d :kept ]; then
          if runs :serving; then :stop || exit 1; fi
          for file in postgresql.auto.conf postgresql.conf pg_hba.conf pg_ident.conf; do
            if [ -f :serving/$file ]; then cp -p :serving/$file :fresh/$file || back copying; fi
          done
          archived :fresh
          sync
          mv :serving :kept || back renaming
        fi
        mv :fresh :serving || back renaming
      fi
      if ! runs :serving; then
        if ! { :start; } 9<&-; then
          mv :serving :fresh && back starting
        fi
      fi
      rm -f :serving/ebb-trial.log
      echo done
      exit 0
      """;
}
