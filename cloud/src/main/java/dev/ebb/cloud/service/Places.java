package dev.ebb.cloud.service;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Memo;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Place.State;
import dev.ebb.restore.pitr.Scene;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is the same about places wherever they are. */
public final class Places {
  private static final int LONGEST = 60;

  private Places() {}

  /**
   * What a place is called at a provider's that allows letters, digits and single hyphens: {@code
   * app-before-v5}. The same for the same, always.
   */
  public static String id(String subject, String place) {
    String whole = subject + "-" + place.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String tidy = whole.replaceAll("-+", "-").replaceAll("-$", "");
    if (tidy.length() <= LONGEST) {
      return tidy;
    }
    String mark = Integer.toHexString(tidy.hashCode());
    String head = tidy.substring(0, LONGEST - mark.length() - 1).replaceAll("-$", "");
    return head + "-" + mark;
  }

  /** One that was found at the provider's, and of which there may be no note here. */
  public static Place found(
      String name, String provider, @Nullable Instant at, @Nullable Instant begun, String where) {
    Instant moment = at == null ? Instant.EPOCH : at;
    return new Place(
        name,
        provider,
        new Moment.At(moment),
        at,
        begun == null ? Instant.EPOCH : begun,
        State.MAKING,
        where,
        Memo.empty());
  }

  /**
   * How to get into the same database at another address, as the same role.
   *
   * @param variables what else is different, by the names of variables, as {@code PGPASSWORD}
   */
  public static Connector elsewhere(
      Scene scene, String host, long port, Map<String, String> variables) {
    ConnectionSettings now = scene.site().connector().settings();
    Map<String, String> all = new HashMap<>(now.environment(""));
    all.remove("PGDATASOURCE");
    all.remove("PGHOSTADDR");
    all.put("HOME", scene.environment().getOrDefault("HOME", ""));
    all.put("PGHOST", host);
    all.put("PGPORT", Long.toString(port));
    all.putAll(variables);
    return ConnectionSettings.fromEnvironment(all, "")
        .map(settings -> new Connector(settings, "ebb"))
        .orElseThrow(() ->
            Fault.of(
                FaultCode.CONNECTION,
                "nothing says how to connect to " + host,
                "set PGUSER and PGDATABASE"));
  }
}
