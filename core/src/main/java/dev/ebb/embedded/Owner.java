package dev.ebb.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Who a file belongs to, by number: the user may have no name.
 *
 * @param user the number of the user
 * @param group the number of the user's group
 */
record Owner(int user, int group) {

  static Owner of(Path file) throws IOException {
    return new Owner(number(file, "uid"), number(file, "gid"));
  }

  void own(Path file) throws IOException {
    Files.setAttribute(file, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(file, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
  }

  private static int number(Path file, String what) throws IOException {
    return (int) Files.getAttribute(file, "unix:" + what, LinkOption.NOFOLLOW_LINKS);
  }
}
