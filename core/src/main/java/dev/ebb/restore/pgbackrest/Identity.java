package dev.ebb.restore.pgbackrest;

import dev.ebb.exec.Command;
import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whom the server's files belong to, and how to run programs as that user: what root runs leaves
 * files that the server cannot read any more.
 *
 * @param user the name, or the number of a user without one
 * @param uid of the user
 * @param gid of the user's group
 * @param prefix what to put in front of a program; empty if it is who we are
 * @param variables handed on to every program
 */
record Identity(String user, int uid, int gid, List<String> prefix, Map<String, String> variables) {
  Identity {
    prefix = List.copyOf(prefix);
    variables = Map.copyOf(variables);
  }

  /**
   * The owner of a data directory.
   *
   * @param variables what programs see of our environment
   * @throws Fault PERMISSION if we are neither that user nor root
   */
  static Identity of(Path data, Programs programs, Map<String, String> variables) {
    int uid;
    int gid;
    String user;
    try {
      uid = (int) Files.getAttribute(data, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      gid = (int) Files.getAttribute(data, "unix:gid", LinkOption.NOFOLLOW_LINKS);
      user = Files.getOwner(data).getName();
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.PERMISSION,
          "cannot look at the data directory " + data + ": " + e,
          "run Ebb on the machine of the server, as root or as the user whom it belongs to",
          e);
    }
    int self = self(programs);
    if (self == uid) {
      return new Identity(user, uid, gid, uid == 0 ? namespace(programs) : List.of(), variables);
    }
    if (self == 0) {
      for (List<String> way : ways(user, uid, gid)) {
        Identity identity = new Identity(user, uid, gid, way, variables);
        if (programs.run(identity.command("id", "-u")).output().out().strip().equals("" + uid)) {
          return identity;
        }
      }
    }
    throw Fault.of(
        FaultCode.PERMISSION,
        "the data directory " + data + " belongs to user " + user + ", and Ebb runs as another",
        "run the same as that user: sudo -u " + user + " ebb …");
  }

  // A server never runs as root. One whose files are root's runs in a user namespace, as Ebb's own
  // do in containers, and its programs have to as well.
  private static List<String> namespace(Programs programs) {
    List<String> way = List.of("unshare", "-U");
    Ending ending = programs.run(Command.of("unshare", "-U", "id", "-u"));
    return ending.succeeded() && !ending.output().out().startsWith("0\n") ? way : List.of();
  }

  private static int self(Programs programs) {
    String number = programs.run(Command.of("id", "-u")).output().out().strip();
    return number.matches("\\d+") ? Integer.parseInt(number) : -1;
  }

  // With the groups of the user: Debian's server reads its TLS key by one of them.
  private static List<List<String>> ways(String user, int uid, int gid) {
    String ids = "--reuid=" + uid + " --regid=" + gid;
    return List.of(
        List.of(("setpriv " + ids + " --init-groups --").split(" ")),
        List.of(("setpriv " + ids + " --clear-groups --").split(" ")),
        List.of("runuser", "-u", user, "--"),
        List.of("su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", user, "--"),
        List.of("chroot", "--userspec=" + uid + ":" + gid, "--skip-chdir", "/"));
  }

  /** A program run as that user; its messages are in English. */
  Command command(String... arguments) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(List.of(arguments));
    Command command = Command.of(all).with("LC_ALL", "C");
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      command = command.with(variable.getKey(), variable.getValue());
    }
    return command;
  }

  /** Gives a file of ours to that user, if we are somebody else. */
  void own(Path file) {
    if (prefix.isEmpty()) {
      return;
    }
    try {
      Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "cannot give " + file + " to user " + user + ": " + e,
          "run the same as that user",
          e);
    }
  }

  /** Whether that user can do it: {@code test -w}. */
  boolean test(Programs programs, String what, Path file) {
    Ending ending = programs.run(command("test", what, file.toString()));
    return ending.succeeded();
  }
}
