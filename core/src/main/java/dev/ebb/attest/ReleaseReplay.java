package dev.ebb.attest;

import dev.ebb.catalog.Catalog;
import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import dev.ebb.graph.SchemaName;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.release.ObjectPrints;
import dev.ebb.release.Release;
import dev.ebb.release.Releases;
import dev.ebb.release.StitchedSchema;
import dev.ebb.run.Cancellation;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.Shadow;
import dev.ebb.shadow.ShadowPlace;
import dev.ebb.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Replays releases one after the other, and finds out what objects each gives: the same, to the
 * order of columns, as if each were replayed from nothing. Contacts no database but its shadows.
 */
public final class ReleaseReplay {
  private final Releases releases;
  private final ShadowPlace place;
  private final Likeness likeness;
  private final Cancellation cancellation;
  private final List<Deviation> deviations = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private Releases known;
  private int major;
  private int compared;
  private int recorded;

  /**
   * Of these releases.
   *
   * @param place where to replay
   * @param likeness as whom
   */
  public ReleaseReplay(
      Releases releases, ShadowPlace place, Likeness likeness, Cancellation cancellation) {
    this.releases = releases;
    this.place = place;
    this.likeness = likeness;
    this.cancellation = cancellation;
    this.known = releases;
  }

  /**
   * Does it.
   *
   * @param hearer hears which schema of which release comes next
   * @throws Fault if there can be no shadow, or somebody cancelled it
   */
  public Attestation run(BiConsumer<SchemaName, Version> hearer) {
    try (Shadow ground = Shadow.open(place, likeness)) {
      major = ground.major();
      for (StitchedSchema schema : releases.schemas()) {
        schema(schema, ground, hearer);
      }
      return new Attestation(
          major, known, compared, recorded, deviations, problems, ground.remarks());
    }
  }

  private void schema(
      StitchedSchema schema, Shadow ground, BiConsumer<SchemaName, Version> hearer) {
    SchemaName name = schema.config().name();
    NavigableMap<Version, SortedMap<String, Long>> prints =
        releases.prints(name, major).map(ObjectPrints::all).orElseGet(TreeMap::new);
    try (Chain chain = new Chain(ground, schema.config(), reader(), cancellation)) {
      for (Release release : releases.releases()) {
        if (release.schema(name).isPresent() && !replayed(release, schema, chain, prints, hearer)) {
          break;
        }
      }
    }
    known = known.with(ObjectPrints.of(name, major, prints));
  }

  private boolean replayed(
      Release release,
      StitchedSchema schema,
      Chain chain,
      NavigableMap<Version, SortedMap<String, Long>> prints,
      BiConsumer<SchemaName, Version> hearer) {
    SchemaName name = schema.config().name();
    hearer.accept(name, release.version());
    try {
      judge(release, name, chain.to(releases.at(release, schema).order()), prints);
      return true;
    } catch (Fault fault) {
      if (cancellation.requested()) {
        throw fault;
      }
      for (Problem problem : fault.problems()) {
        String what =
            "schema \"%s\" at %s cannot be replayed: %s"
                .formatted(name, release.version(), problem.what());
        problems.add(new Problem(problem.code(), problem.place(), what, problem.remedy()));
      }
      return false;
    }
  }

  private void judge(
      Release release,
      SchemaName schema,
      Catalog catalog,
      NavigableMap<Version, SortedMap<String, Long>> prints) {
    String given = catalog.fingerprint().value();
    Optional<String> before =
        release.schema(schema).map(content -> content.fingerprints().get(major));
    SortedMap<String, Long> objects = objects(catalog);
    if (before.isEmpty() || !algorithm(before.get()).equals(algorithm(given))) {
      recorded++;
      prints.put(release.version(), objects);
      known = known.with(known.release(release.version()).with(schema, major, given));
      return;
    }
    compared++;
    if (!before.get().equals(given)) {
      SortedMap<String, Long> was = prints.getOrDefault(release.version(), new TreeMap<>());
      deviations.add(Deviation.between(release.version(), schema, was, objects));
    }
  }

  // What is made otherwise cannot be compared.
  private static String algorithm(String fingerprint) {
    return fingerprint.substring(0, fingerprint.indexOf(':') + 1);
  }

  private static SortedMap<String, Long> objects(Catalog catalog) {
    SortedMap<String, Long> objects = new TreeMap<>();
    catalog
        .objects()
        .forEach(object -> {
          String print = object.fingerprint().value();
          int start = print.indexOf(':') + 1;
          objects.put(
              object.title(), Long.parseUnsignedLong(print.substring(start, start + 16), 16));
        });
    return objects;
  }

  private CatalogReader reader() {
    return new CatalogReader(
        releases.schemas().stream().map(s -> s.config().versionTable()).toList());
  }
}
