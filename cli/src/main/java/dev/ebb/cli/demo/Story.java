package dev.ebb.cli.demo;

import dev.ebb.catalog.Catalog;
import dev.ebb.cli.demo.Product.Part;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.fault.ExitStatus;
import dev.ebb.graph.MigrationId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the demonstration tells, step by step. Serves one telling. */
public final class Story {
  private static final String MISTAKE = "migrations/frontend/1752500000_badges";
  private static final String MISTAKE_UP =
      """
      CREATE TABLE badges (
        id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        title text NOT NULL
      );

      ALTER TABLE users ADD COLUMN badge bigint REFERENCES badges;

      UPDATE users SET badge = (SELECT min(b.id) FROM badges b WHERE b.titel = users.handle);
      """;
  private static final String MISTAKE_DOWN =
      """
      ALTER TABLE users DROP COLUMN badge;
      DROP TABLE badges;
      """;

  private final Terminal terminal;
  private final Actor actor;
  private final Stage stage;
  private final Product product;
  private final Product earlier;
  private final Proof proof;
  private final Map<String, String> databases;
  private int chapter;

  private Story(Invocation call, Stage stage) {
    this.terminal = call.terminal();
    this.actor = new Actor(call);
    this.stage = stage;
    this.product = Product.copyTo(stage.folder("product"));
    this.earlier = product.earlier(stage.folder("product-" + Product.EARLIER));
    this.proof = new Proof(stage);
    this.databases = stage.environment("");
  }

  /**
   * Tells it, from setting up to cleaning up.
   *
   * @throws dev.ebb.fault.Fault if anything is not as it should be
   */
  public static void tell(Invocation call) {
    long start = System.nanoTime();
    try (Stage stage = Stage.open()) {
      Story story = new Story(call, stage);
      story.opening();
      story.up();
      story.mistake();
      story.back();
      story.proven();
      story.olderBuild();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    call.out(
        "\nThat was all, in " + took.toSeconds() + " s. The server and its files are gone again.");
    call.out(
        "Now yours: 'ebb init' starts a project, 'ebb up --embedded' runs it without a server.");
  }

  private void opening() {
    says(
        "This is a small code host with three schemas: frontend, codeintel and codeinsights.",
        "They are on a throw-away server: " + stage.title() + ".",
        "Every command below is real. PGHOST and its kin lead it to the databases.");
  }

  private void up() {
    stage.createDatabases("");
    title("Everything up");
    types(ExitStatus.DONE, "up");
    types(ExitStatus.DONE, "status");
  }

  private void mistake() {
    title("A migration with a mistake");
    product.write(MISTAKE + "/up.sql", MISTAKE_UP);
    product.write(MISTAKE + "/down.sql", MISTAKE_DOWN);
    product.write(MISTAKE + "/metadata.yaml", "name: badges\nparents: [1752400000]\n");
    says("Somebody adds a migration. Its third statement names a column that does not exist:");
    says("", MISTAKE + "/up.sql");
    int number = 0;
    for (String line : MISTAKE_UP.lines().toList()) {
      number++;
      says(("%5d  ".formatted(number) + line).stripTrailing());
    }
    Catalog before = proof.catalog("frontend");
    types(ExitStatus.FAILED, "up", "--db=frontend");
    says(
        "",
        "Status 1 means: failed, and nothing changed. The first two statements are undone, too:");
    terminal.result("  " + Proof.equal("frontend", proof.catalog("frontend"), before) + "\n");
    product.remove(MISTAKE);
    says("The migration is taken out again.");
  }

  private void back() {
    title("Back to release " + Product.EARLIER);
    says(
        "A release is known by its leaves: the migrations on which no other of it depends.",
        "What 'downto' leaves is exactly those and all that they need. First the plan:");
    Part first = Product.PARTS.getFirst();
    types(ExitStatus.DONE, downto(product, first, "--dry-run"));
    List<String> strays = product.strays(first).stream().map(MigrationId::toString).toList();
    says(
        "",
        "Look at "
            + String.join(" and ", strays)
            + ": their ids are smaller than the release's newest,",
        "and nothing that goes is below them. They are on a branch that left before the release and",
        "was merged after it. A tool that undoes only what is newer, or only what depends on the",
        "targets, would leave them behind. Now it is done, in each schema:");
    for (Part part : Product.PARTS) {
      types(ExitStatus.DONE, downto(product, part, "--yes"));
    }
  }

  private void proven() {
    title("Is that exactly " + Product.EARLIER + "?");
    says(
        "The definitions of " + Product.EARLIER + " alone, on empty databases:",
        "(in " + earlier.folder().getFileName() + ", with PGDATABASE=fresh_… and its kin)");
    stage.createDatabases("fresh_");
    actor.types(ExitStatus.DONE, earlier.folder(), stage.environment("fresh_"), "up");
    says("", "Every object of both, as the server describes it:");
    compare();
  }

  private void olderBuild() {
    title("An older build undoes what it has never seen");
    says("Up again, with the newest definitions:");
    types(ExitStatus.DONE, "up");
    says(
        "",
        "Now somebody rolls back the application first. All that is left is the project as it was",
        "in "
            + Product.EARLIER
            + ". It knows nothing of the newer migrations, but the database does:",
        "each was stored with its way back when it was applied.");
    actor.types(ExitStatus.DONE, earlier.folder(), databases, "status", "--db=frontend");
    for (Part part : Product.PARTS) {
      actor.types(ExitStatus.DONE, earlier.folder(), databases, downto(earlier, part, "--yes"));
    }
    says("", "And again:");
    compare();
  }

  private void compare() {
    for (Part part : Product.PARTS) {
      Catalog here = proof.catalog(part.schema());
      Catalog fresh = proof.catalog("fresh_" + part.schema());
      terminal.result("  " + Proof.equal(part.schema(), here, fresh) + "\n");
    }
  }

  private static String[] downto(Product project, Part part, String more) {
    return new String[] {
      "downto", "--db=" + part.schema(), "--target=" + project.targets(part), more
    };
  }

  private void types(ExitStatus expected, String... words) {
    actor.types(expected, product.folder(), databases, words);
  }

  private void title(String text) {
    chapter++;
    String line = chapter + ". " + text;
    terminal.result(
        "\n" + terminal.styled(Style.STRONG, line) + "\n" + "─".repeat(line.length()) + "\n");
  }

  private void says(String... lines) {
    for (String line : lines) {
      terminal.result(line + "\n");
    }
  }
}
