package dev.ebb.restore.pitr;

import java.util.List;

/**
 * Who makes a {@link PointInTime}: found by {@link java.util.ServiceLoader} when somebody asks for
 * points in time, and never before. Implementations have a public constructor without parameters,
 * which does nothing. Thread-safe.
 */
public interface Provider {
  /** Its key: {@code pgbackrest}, {@code neon}, {@code rds}, {@code aurora}, {@code cloudsql}. */
  String key();

  /** Its name for people. */
  String title();

  /**
   * What it can be told. Secrets are not among these: they come by variables of the environment.
   */
  List<Setting> settings();

  /**
   * For one server. Contacts nobody.
   *
   * @throws dev.ebb.fault.Fault USAGE if a setting that it needs is missing
   */
  PointInTime open(Scene scene);
}
