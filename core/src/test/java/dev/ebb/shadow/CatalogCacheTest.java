package dev.ebb.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Dependencies;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Kind;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Source;
import dev.ebb.sql.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was replayed once is found again, whole or not at all. */
class CatalogCacheTest {
  private static final Likeness LIKE = Likeness.ofMajor(15);

  @TempDir Path folder;

  private static Catalog catalog(String tag) {
    CatalogObject table =
        new CatalogObject(Kind.TABLE, "public.\"T " + tag + "\"", Facts.of(Fact.SORT, "table"));
    CatalogObject column =
        new CatalogObject(
            Kind.COLUMN,
            table.path() + ".\"ü.\"\"x\"",
            Facts.of(Map.of(Fact.TYPE, "text", Fact.DEFAULT, "'" + "é\n".repeat(70_000) + "'")));
    return new Catalog(
        List.of(table, column),
        Map.of(),
        new Dependencies(Map.of(column.name(), List.of(table.name()))));
  }

  private static CacheKey key(String... ups) {
    List<Migration> migrations = new ArrayList<>();
    for (String up : ups) {
      Source script = new Source("up.sql", Script.parse(up));
      migrations.add(
          new Migration(
              new MigrationId(migrations.size() + 1L), "m", List.of(), Set.of(), script, script));
    }
    return CacheKey.of(
        new ShadowPlace.Embedded(15),
        LIKE,
        List.of(new CacheKey.Part("schema_migrations", migrations)),
        "test");
  }

  @Test
  void whatIsKeptIsFoundAgainWithAllFactsAndDependencies() {
    CatalogCache cache = new CatalogCache(folder.resolve("deep/er"));
    assertThat(cache.find(key("SELECT 1"))).isEmpty();
    cache.keep(key("SELECT 1"), catalog("a"));
    Catalog found = cache.find(key("select  1 -- the same to the server")).orElseThrow();
    assertThat(found).isEqualTo(catalog("a"));
    assertThat(found.dependencies().of(found.objects().getLast().name())).hasSize(1);
    assertThat(cache.find(key("SELECT 2"))).isEmpty();
    assertThat(cache.find(key("SELECT 1", "SELECT 2"))).isEmpty();
  }

  @Test
  void aFileThatIsCutOrChangedAnywhereIsAsGoodAsNone() throws IOException {
    CatalogCache cache = new CatalogCache(folder);
    cache.keep(key("SELECT 1"), catalog("a"));
    Path file;
    try (Stream<Path> files = Files.list(folder)) {
      file = files.findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(file);
    for (int cut : List.of(0, 1, 7, 8, 9, whole.length / 2, whole.length - 1)) {
      Files.write(file, java.util.Arrays.copyOf(whole, cut));
      assertThat(cache.find(key("SELECT 1"))).as("cut to %d bytes", cut).isEmpty();
    }
    for (int at : List.of(0, 9, 20, whole.length / 2, whole.length - 1)) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x40;
      Files.write(file, changed);
      assertThat(cache.find(key("SELECT 1"))).as("changed at %d", at).isEmpty();
    }
    Files.write(file, whole);
    assertThat(cache.find(key("SELECT 1"))).isPresent();
  }

  @Test
  void manyWritersAndReadersNeverSeeAHalf() throws InterruptedException, ExecutionException {
    CatalogCache cache = new CatalogCache(folder);
    try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        int who = i;
        all.add(
            pool.submit(() -> {
              for (int round = 0; round < 15; round++) {
                if (who < 3) {
                  cache.keep(key("SELECT 1"), catalog("a"));
                } else {
                  cache
                      .find(key("SELECT 1"))
                      .ifPresent(found -> assertThat(found).isEqualTo(catalog("a")));
                }
              }
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void aFolderThatCannotBeWrittenToIsNoCacheAndNoFailure() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    CatalogCache cache = new CatalogCache(file);
    cache.keep(key("SELECT 1"), catalog("a"));
    assertThat(cache.find(key("SELECT 1"))).isEmpty();
  }

  @Test
  void onlyTheLatestAreKept() {
    CatalogCache cache = new CatalogCache(folder);
    for (int i = 0; i < 50; i++) {
      cache.keep(key("SELECT " + i), Catalog.EMPTY);
    }
    assertThat(folder.toFile().list()).hasSizeLessThanOrEqualTo(40);
    assertThat(cache.find(key("SELECT 49"))).isPresent();
  }

  @Test
  void withoutAServerOfTheRightVersionItIsSaidWhatToDo() {
    ConnectionSettings target = ConnectionSettings.of("localhost", 5432, "me", null, "db");
    assertThatThrownBy(() -> new ShadowChoice.Usual().place(target, 13))
        .isInstanceOfSatisfying(
            Fault.class,
            fault -> {
              assertThat(fault.exitStatus()).isEqualTo(ExitStatus.REFUSED);
              assertThat(fault.getMessage()).contains("PostgreSQL 13");
              assertThat(fault.problems().getFirst().remedy()).contains("--shadow=target");
            });
    assertThat(new ShadowChoice.Embedded().place(target, 13))
        .isEqualTo(new ShadowPlace.Embedded(15));
    assertThat(ShadowChoice.parse("target").place(target, 13))
        .isEqualTo(new ShadowPlace.OnServer(target));
  }
}
