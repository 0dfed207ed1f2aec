package dev.ebb.embedded;

import dev.ebb.exec.Command;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to run a program that refuses to run as root (PostgreSQL does) or as a user without a name
 * (initdb does; containers with arbitrary user ids are like that): the first way that works on this
 * machine.
 *
 * @param prefix what to put in front of the program and its arguments; empty if nothing is needed
 * @param owner whom the server's files must belong to; null if they stay ours
 */
record RunAs(List<String> prefix, @Nullable Owner owner) {
  /** Root only: users to become, if there is no user namespace to be had. */
  private static final List<String> USERS = List.of("postgres", "nobody");

  private static final String WHO = "id -u && id -un";

  RunAs {
    prefix = List.copyOf(prefix);
  }

  /**
   * Tries the ways in turn. A user namespace of our own comes before another user: files then stay
   * ours, and folders that only root may enter can be used.
   */
  static RunAs find(Programs programs) {
    RunAs direct = new RunAs(List.of(), null);
    RunAs namespace = new RunAs(List.of("unshare", "-U"), null);
    for (RunAs way : List.of(direct, namespace)) {
      if (way.works(programs)) {
        return way;
      }
    }
    if (number(programs, "-u", null).orElse(-1) == 0) {
      for (RunAs way : otherUsers(programs)) {
        if (way.works(programs)) {
          return way;
        }
      }
    }
    throw none();
  }

  /** A program with its arguments, run in that way; its messages are in English. */
  Command command(String... arguments) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(List.of(arguments));
    return Command.of(all).with("LC_ALL", "C");
  }

  /** Whether programs so run are somebody with a name who is not root. */
  private boolean works(Programs programs) {
    var ending = programs.run(command("sh", "-c", WHO));
    return ending.succeeded() && !ending.output().out().startsWith("0\n");
  }

  private static List<RunAs> otherUsers(Programs programs) {
    List<RunAs> ways = new ArrayList<>();
    for (String user : USERS) {
      Optional<Integer> uid = number(programs, "-u", user);
      Optional<Integer> gid = number(programs, "-g", user);
      if (uid.isPresent() && gid.isPresent()) {
        Owner owner = new Owner(uid.get(), gid.get());
        ways(user, owner).forEach(prefix -> ways.add(new RunAs(prefix, owner)));
      }
    }
    return ways;
  }

  private static List<List<String>> ways(String user, Owner owner) {
    return List.of(
        List.of(
            "setpriv",
            "--reuid=" + owner.user(),
            "--regid=" + owner.group(),
            "--clear-groups",
            "--"),
        List.of("runuser", "-u", user, "--"),
        List.of("su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", user, "--"),
        List.of("chroot", "--userspec=" + owner.user() + ":" + owner.group(), "--skip-chdir", "/"));
  }

  private static Optional<Integer> number(Programs programs, String what, @Nullable String user) {
    Command command = user == null ? Command.of("id", what) : Command.of("id", what, user);
    var ending = programs.run(command);
    return ending.succeeded()
        ? Optional.of(Integer.parseInt(ending.output().out().strip()))
        : Optional.empty();
  }

  private static Fault none() {
    return Fault.of(
        FaultCode.MACHINE,
        "PostgreSQL runs neither as root nor as a user without a name, and no way to be somebody"
            + " else works here (tried: unshare -U, setpriv, runuser, su, chroot)",
        "run Ebb as an ordinary user, allow user namespaces in this container, or use a server of"
            + " your own: set PGHOST, PGUSER, PGDATABASE and PGPASSWORD");
  }
}
