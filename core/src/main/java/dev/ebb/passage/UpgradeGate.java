package dev.ebb.passage;

import dev.ebb.db.Connector;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.outofband.WayBack;
import dev.ebb.source.SchemaConfig;
import dev.ebb.version.UpgradePolicy;
import dev.ebb.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether code of one version may start on what another version left in the databases; and, once it
 * has, writes that down. Holds no connection between calls; thread-safe.
 */
public final class UpgradeGate {
  private final SchemaConfig home;
  private final Connector connector;
  private final Version code;
  private final UpgradePolicy policy;

  /**
   * For one application.
   *
   * @param home its first schema, whose database knows what is installed
   * @param connector how to reach that
   * @param code the version that wants to start
   */
  public UpgradeGate(SchemaConfig home, Connector connector, Version code, UpgradePolicy policy) {
    this.home = home;
    this.connector = connector;
    this.code = code;
    this.policy = policy;
  }

  /**
   * What the database says.
   *
   * @param installed the version that is installed; empty if the database is new, or says nothing
   *     that is a version
   * @param version what speaks against this code as such
   * @param data out-of-band migrations that are not where this code needs them
   */
  public record Standing(
      Optional<Version> installed, Optional<Problem> version, List<Problem> data) {
    public Standing {
      data = List.copyOf(data);
    }
  }

  /** The version that wants to start. */
  public Version code() {
    return code;
  }

  /**
   * Looks. Changes nothing.
   *
   * @throws dev.ebb.fault.Fault if the database cannot be reached
   */
  public Standing look() {
    return Home.explained(
        home,
        () -> {
          try (Home looking = Home.looking(connector)) {
            Logbook logbook = looking.logbook();
            Optional<Version> installed =
                logbook.installed(home.name().value()).or(logbook::arrived);
            return new Standing(
                installed,
                installed.flatMap(this::forbidden),
                installed.isEmpty() ? List.of() : data(looking));
          }
        });
  }

  private Optional<Problem> forbidden(Version installed) {
    if (policy.allows(installed, code)) {
      return Optional.empty();
    }
    return Optional.of(
        Problem.of(
            FaultCode.REFUSED,
            "upgrading \"%s\" from \"%s\" to \"%s\" is not allowed: only one minor release at a time is"
                .formatted(home.name(), installed, code),
            "let 'ebb upgrade --from=%s --to=%s' go there, which stops where data has to move; or do without this rule, with --skip-upgrade-validation; nothing was changed"
                .formatted(installed, code)));
  }

  private List<Problem> data(Home looking) {
    Optional<Version> first = looking.logbook().firstInstalled(home.name().value());
    List<Problem> problems = new ArrayList<>();
    for (KnownData.Item item : KnownData.rows(looking)) {
      double progress = item.progress().orElse(0.0);
      boolean relied =
          item.span().reliedOnAt(code) && first.filter(item.span()::reliedOnAt).isEmpty();
      if (relied && progress < 1) {
        problems.add(
            expected(
                item,
                "100.00 %",
                "go back to the release that was installed and let it finish, or run it here: 'ebb run-out-of-band-migrations --id="
                    + item.id()
                    + "'"));
      }
      boolean harmless = item.wayBack() == WayBack.NEEDLESS;
      if (!item.span().knownAt(code) && progress > 0 && !harmless) {
        problems.add(
            expected(
                item,
                "0.00 %",
                "take it back with the release that knows it: 'ebb run-out-of-band-migrations --apply-reverse --id="
                    + item.id()
                    + "'"));
      }
    }
    return problems;
  }

  private Problem expected(KnownData.Item item, String share, String remedy) {
    return Problem.of(
        FaultCode.OUT_OF_DATE,
        "unfinished migrations: out-of-band migration %d expected to be at %s in %s (at %s): %s"
            .formatted(item.id(), share, code, item.percent(), item.description()),
        remedy + "; or do without, with --skip-oobmigration-validation");
  }

  /**
   * Writes down that this code runs there now: into the application's {@code versions}, if it has
   * that table, else among Ebb's own notes. Never over a newer version, nor over what somebody else
   * has written since it was looked at.
   *
   * @return whether there was anything to write
   * @throws dev.ebb.fault.Fault if the database cannot be reached, or refuses the row
   */
  public boolean arrive(Standing seen, String tool, String runBy) {
    if (seen.installed().filter(v -> v.compareTo(code) >= 0).isPresent()) {
      return false;
    }
    return Home.explained(
        home,
        () -> {
          try (Home writing = Home.looking(connector)) {
            return writing.logbook().note(home.name().value(), seen.installed(), code, tool, runBy);
          }
        });
  }
}
