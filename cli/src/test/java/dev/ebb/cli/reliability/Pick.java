package dev.ebb.cli.reliability;

import java.util.List;
import java.util.Random;

/** Chance, from a seed. */
final class Pick {
  private Pick() {}

  /** One of all, each as likely as the others. */
  static <T> T one(T[] all, Random random) {
    return List.of(all).get(random.nextInt(all.length));
  }
}
