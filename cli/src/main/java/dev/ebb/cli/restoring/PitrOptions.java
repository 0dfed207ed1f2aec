package dev.ebb.cli.restoring;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.pitr.Provider;
import dev.ebb.restore.pitr.Providers;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.swap.Site;
import dev.ebb.source.Project;
import dev.ebb.source.SchemaConfig;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of points in time: whose, which moment, and what becomes of the new place. */
final class PitrOptions {
  private static final String USUAL = "pgbackrest";
  private static final String PROVIDER_KEY = "provider";

  private static final Option PROVIDER =
      Option.value(
          "NAME",
          "who goes back: pgbackrest, or a managed service; default: what ebb.yaml names under"
              + " restore, else pgbackrest",
          "provider");
  private static final Option SETTING =
      Option.list("KEY=VALUE,…", "settings of the provider; win over those of ebb.yaml", "setting");
  private static final Option AT =
      Option.value(
          "TIME",
          "restore, verify: that time, as 2026-11-21T21:48:07Z, by the server's clock",
          "at");
  private static final Option LSN =
      Option.value("LSN", "restore, verify: that place in the log of writes", "lsn");
  private static final Option SWITCH =
      Option.value(
          "print|do",
          "have the new place serve: print exactly what to do, or do it; default: print",
          "switch");
  static final Option COUNT =
      Option.flag("point: also count all rows, to be compared after a restore", "count");

  static final List<Option> ALL = List.of(PROVIDER, SETTING, AT, LSN, SWITCH, COUNT);

  /** Of branches at a provider's. */
  static final List<Option> BRANCHES = List.of(PROVIDER, SETTING, AT, LSN);

  private PitrOptions() {}

  /** Whether somebody said who goes back to moments. */
  static boolean isConfigured(Invocation call) {
    return given(call, PROVIDER).isPresent()
        || call.project().restore().stream()
            .anyMatch(choice -> !choice.key().contains(".") || choice.key().contains(".provider"));
  }

  /** Whether there may be somebody who goes back to moments: named, or installed here. */
  static boolean isLikely(Invocation call) {
    return isConfigured(call) || Programs.local().find(USUAL).isPresent();
  }

  // Commands that only look, as rollback, have no such option.
  private static Optional<String> given(Invocation call, Option option) {
    return call.arguments().syntax().options().contains(option)
        ? call.arguments().value(option)
        : Optional.empty();
  }

  /** Whoever goes back, for the database of a schema; contacts nobody. */
  static PointInTime open(Invocation call, Site site) {
    Asked asked = asked(call, site);
    return asked.provider().open(asked.scene());
  }

  /** The key of whom a call means, known or not. */
  static String named(Invocation call, Site site) {
    return call.project().restore().stream()
        .filter(choice ->
            choice.key().equals(PROVIDER_KEY)
                || choice.key().equals(site.schema().value() + "." + PROVIDER_KEY))
        .map(Project.Choice::value)
        .reduce((common, own) -> own)
        .orElse(USUAL);
  }

  /** What this call was told of the provider, to be said again with the next command. */
  static String again(Invocation call) {
    StringBuilder words = new StringBuilder();
    given(call, PROVIDER).ifPresent(name -> words.append(" --provider=").append(name));
    if (call.arguments().syntax().options().contains(SETTING)) {
      for (String setting : call.arguments().values(SETTING)) {
        boolean plain = setting.matches("[A-Za-z0-9_/.:=@%+-]+");
        String quoted = "'" + setting.replace("'", "'\\''") + "'";
        words.append(" --setting=").append(plain ? setting : quoted);
      }
    }
    return words.toString();
  }

  /** A provider, and what it is to work with. */
  record Asked(Provider provider, Scene scene) {}

  /** Whether this very call names a provider. */
  static boolean isNamed(Invocation call) {
    return given(call, PROVIDER).isPresent();
  }

  /** Whom a call means; contacts nobody. */
  static Asked asked(Invocation call, Site site) {
    Map<String, String> settings = fromFile(call, site.schema().value());
    String named = settings.remove(PROVIDER_KEY);
    String key = given(call, PROVIDER).orElse(named == null ? USUAL : named);
    Provider provider = Providers.named(key);
    if (named != null && !named.equals(key)) {
      settings.clear();
    }
    Providers.refuseUnknown(provider, settings, Project.FILE + ", restore");
    Map<String, String> flags = fromFlags(call);
    Providers.refuseUnknown(provider, flags, "--setting");
    settings.putAll(flags);
    return new Asked(
        provider,
        new Scene(
            site,
            site.schema().value(),
            settings,
            call.surroundings().environment(),
            call.folder()
                .resolve(".ebb")
                .resolve("pitr")
                .resolve(key)
                .resolve(site.schema().value())
                .toAbsolutePath()
                .normalize()));
  }

  private static Map<String, String> fromFile(Invocation call, String schema) {
    Map<String, String> common = new HashMap<>();
    Map<String, String> own = new HashMap<>();
    for (Project.Choice choice : call.project().restore()) {
      int point = choice.key().lastIndexOf('.');
      if (point < 0) {
        common.put(choice.key(), choice.value());
      } else {
        String name = choice.key().substring(0, point);
        known(call, name);
        if (name.equals(schema)) {
          own.put(choice.key().substring(point + 1), choice.value());
        }
      }
    }
    if (own.containsKey(PROVIDER_KEY)) {
      common.clear();
    }
    common.putAll(own);
    return common;
  }

  private static void known(Invocation call, String name) {
    List<String> names =
        call.project().schemas().stream()
            .map(SchemaConfig::name)
            .map(schema -> schema.value())
            .toList();
    if (!names.contains(name)) {
      throw Fault.of(
          FaultCode.DEFINITION,
          Project.FILE + ", restore: \"" + name + "\" is neither a setting nor a schema",
          "there are the schemas " + String.join(", ", names));
    }
  }

  private static Map<String, String> fromFlags(Invocation call) {
    Map<String, String> settings = new HashMap<>();
    if (!call.arguments().syntax().options().contains(SETTING)) {
      return settings;
    }
    for (String setting : call.arguments().values(SETTING)) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw Fault.of(
            FaultCode.USAGE, "--setting=" + setting + " sets nothing", "write --setting=KEY=VALUE");
      }
      settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return settings;
  }

  /** The moment that options of a call mean, without a name. */
  static Optional<Moment> momentIfAny(Invocation call) {
    Optional<Moment> at = call.arguments().value(AT).map(text -> new Moment.At(time(text)));
    return at.or(() -> call.arguments().value(LSN).map(Moment.Lsn::new));
  }

  /** The moment that a call means. */
  static Moment moment(Result result) {
    Invocation call = result.call();
    Optional<String> at = call.arguments().value(AT);
    Optional<String> lsn = call.arguments().value(LSN);
    if ((at.isPresent() ? 1 : 0) + (lsn.isPresent() ? 1 : 0) + (result.isNamed() ? 1 : 0) > 1) {
      throw Fault.of(
          FaultCode.USAGE, "several moments are named", "name a restore point, or --at, or --lsn");
    }
    if (lsn.isPresent() && !lsn.get().matches("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}")) {
      throw Fault.of(
          FaultCode.USAGE,
          "--lsn=" + lsn.get() + " is no place in the log of writes",
          "write it as PostgreSQL does: 0/3000148");
    }
    if (lsn.isPresent()) {
      return new Moment.Lsn(lsn.get());
    }
    return at.isPresent() ? new Moment.At(time(at.get())) : new Moment.Named(result.name());
  }

  /** A time as it is written in options. */
  static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
    } catch (DateTimeException e) {
      throw Fault.of(
          FaultCode.USAGE,
          "\"" + text + "\" is no time",
          "write date, time and zone: 2026-11-21T21:48:07Z, or +01:00 instead of Z",
          e);
    }
  }

  /** Whether the new place is to serve at the end. */
  static boolean switches(Invocation call) {
    return switch (call.arguments().value(SWITCH).orElse("print")) {
      case "print" -> false;
      case "do" -> true;
      default ->
          throw Fault.of(
              FaultCode.USAGE, "--switch is neither print nor do", "leave it out for print");
    };
  }
}
