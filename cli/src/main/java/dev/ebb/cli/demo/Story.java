package dev.ebb.cli.demo;

import dev.ebb.catalog.Catalog;
import dev.ebb.cli.demo.Product.Part;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.MigrationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the demonstration tells, step by step. Serves one telling. */
public final class Story {
  private static final String MISTAKE = "migrations/frontend/1752600000_badges";
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

  private static final String ADA = "users WHERE handle = 'ada'";
  private static final String NOTEBOOK = "notebooks n JOIN users u ON u.id = n.author_id";

  private final Terminal terminal;
  private final Actor actor;
  private final Stage stage;
  private final Product product;
  private final Product earlier;
  private final Proof proof;
  private final People people;
  private final Map<String, String> databases;
  private final Map<String, Catalog> expected = new HashMap<>();
  private String others = "";
  private int chapter;

  private Story(Invocation call, Stage stage) {
    this.terminal = call.terminal();
    this.actor = new Actor(call);
    this.stage = stage;
    this.product = Product.copyTo(stage.folder("product"));
    this.earlier = product.earlier(stage.folder("product-" + Product.EARLIER));
    this.proof = new Proof(stage);
    this.people = new People(stage);
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
      story.installed();
      story.upgrade();
      story.mistake();
      story.downgrade();
      story.proven();
      story.nothingLost();
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
        "This is a small code host. It has three databases, one for each of its schemas: frontend,",
        "codeintel and codeinsights. They are on a throw-away server: " + stage.title() + ".",
        "Every command below is real, and so is what it says. PGHOST and its kin lead it there.");
  }

  private void installed() {
    title(Product.EARLIER + " is installed, and people use it");
    stage.createDatabases("");
    actor.types(ExitStatus.DONE, earlier.folder(), databases, "up", "--quiet");
    people.arrive();
    says("", "Ten thousand people sign up, and as many uploads come in. Remember Ada:");
    shows(people.look("frontend", "handle, full_name", ADA));
    others = people.others();
    says("  and " + others);
  }

  private void upgrade() {
    title("Up to " + Product.NEWEST + ", with the data");
    says(
        "From v4.4 on the application relies on names in two parts and on commits as bytes. To fill",
        "those is too much for a migration: out-of-band migrations 17 and 18 do it in small batches.",
        "So the way up stops at v4.3, where both forms may be, until all rows are done. Before and",
        "after, the databases are held against what the releases' own migrations give on a scratch",
        "database (--shadow=target: on the same server).");
    travel("upgrade", Product.EARLIER, Product.NEWEST);
    says("");
    shows(people.look("frontend", "handle, given_name, family_name", ADA));
  }

  private void mistake() {
    title("A migration with a mistake");
    product.write(MISTAKE + "/up.sql", MISTAKE_UP);
    product.write(MISTAKE + "/down.sql", MISTAKE_DOWN);
    product.write(MISTAKE + "/metadata.yaml", "name: badges\nparents: [1752500000]\n");
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

  private void downgrade() {
    title("Back to " + Product.EARLIER + ", with the data");
    people.work();
    says(
        Product.NEWEST + " is used for a while. Ada marries, and writes a notebook:",
        "a thing that " + Product.EARLIER + " does not know.");
    shows(people.look("frontend", "handle, given_name, family_name, title", NOTEBOOK));
    says("", "Then " + Product.NEWEST + " has to go. What would that mean?");
    travel("downgrade", Product.NEWEST, Product.EARLIER, "--dry-run");
    Part first = Product.PARTS.getFirst();
    List<String> strays = product.strays(first).stream().map(MigrationId::toString).toList();
    says(
        "",
        "Look at "
            + String.join(" and ", strays)
            + ": their ids are smaller than the newest of "
            + Product.EARLIER
            + ",",
        "and they do not depend on its leaves. They are on a branch that left before that release and",
        "was merged after it. A tool that takes back only what is newer, or only what depends on the",
        "release's leaves, would leave them behind. Now it is done:");
    travel("downgrade", Product.NEWEST, Product.EARLIER, "--yes", "--quiet");
    says("", "The names are whole again, Ada's with the change that was made meanwhile:");
    shows(people.look("frontend", "handle, full_name", ADA));
    says("  and " + same(others, people.others()));
  }

  private void proven() {
    title("Is that exactly " + Product.EARLIER + "?");
    says(
        "The definitions of "
            + Product.EARLIER
            + " alone, on empty databases (PGDATABASE=fresh_…):");
    stage.createDatabases("fresh_");
    actor.types(ExitStatus.DONE, earlier.folder(), stage.environment("fresh_"), "up", "--quiet");
    says("", "Every object of both, as the server describes it:");
    compare();
  }

  private void nothingLost() {
    title("And nothing is lost");
    says("Going down kept what it had to drop, in the step's own transaction. Up again:");
    travel("upgrade", Product.EARLIER, Product.NEWEST, "--quiet");
    says("", "The notebook is back, in its own table and with its own number:");
    shows(people.look("frontend", "handle, given_name, family_name, title", NOTEBOOK));
  }

  private void olderBuild() {
    title("An older build undoes what it has never seen");
    says(
        "Sometimes the application is rolled back first, and all that is left is the project as it",
        "was in "
            + Product.EARLIER
            + ". It knows nothing of the newer migrations, but the databases do:",
        "each was stored with its way back when it was applied. In the folder of "
            + Product.EARLIER
            + ":");
    actor.types(ExitStatus.DONE, earlier.folder(), databases, "leaves", Product.EARLIER);
    for (Part part : Product.PARTS) {
      actor.types(
          ExitStatus.DONE,
          earlier.folder(),
          databases,
          "downto",
          "--db=" + part.schema(),
          "--target=" + earlier.targets(part),
          "--yes",
          "--quiet");
    }
    says("", "And again it is exactly that:");
    compare();
  }

  private void compare() {
    for (Part part : Product.PARTS) {
      Catalog here = proof.catalog(part.schema());
      Catalog fresh =
          expected.computeIfAbsent(part.schema(), schema -> proof.catalog("fresh_" + schema));
      terminal.result("  " + Proof.equal(part.schema(), here, fresh) + "\n");
    }
  }

  private void travel(String command, String from, String to, String... more) {
    List<String> words =
        new ArrayList<>(List.of(command, "--from=" + from, "--to=" + to, "--shadow=target"));
    words.addAll(List.of(more));
    types(ExitStatus.DONE, words.toArray(String[]::new));
  }

  private static String same(String before, String after) {
    if (!before.equals(after)) {
      throw Fault.of(
          FaultCode.OUT_OF_DATE,
          "there were " + before + ", and now there are " + after,
          "please report this, with the output above");
    }
    return after + ", as before";
  }

  private void shows(List<String> lines) {
    lines.forEach(line -> terminal.result(line + "\n"));
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
