package dev.ebb.cli.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.graph.Direction;
import dev.ebb.graph.Entry;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Graph;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Recorded;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Source;
import dev.ebb.graph.Standing;
import dev.ebb.graph.Survey;
import dev.ebb.sql.Script;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PictureTest {
  private static final Source NOTHING = new Source("x", Script.parse(""));
  private static final SchemaName FRONTEND = new SchemaName("frontend");
  private static final String HOSTILE =
      "<script>alert(\"1\")</script> &amp; ]]> --> \\N \\\" {x} [y] `z` #35; %%{init}%% \u202e\u0000\ud800 end";

  @Test
  void everyStateHasItsOwnWordSignAndLook() {
    for (String text :
        List.of(SvgPicture.of(all()), DotPicture.of(all()), MermaidPicture.of(all()))) {
      for (State state : State.values()) {
        if (state != State.DEFINED) {
          assertThat(text).contains(state.word(), state.sign());
        }
      }
    }
    assertThat(Arrays.stream(State.values()).map(State::sign).toList()).doesNotHaveDuplicates();
    assertThat(Arrays.stream(State.values()).map(State::word).toList()).doesNotHaveDuplicates();
  }

  @Test
  void tellsAppliedPendingFailedChangedAndAheadApart() {
    assertThat(all().getFirst().nodes())
        .extracting(node -> node.id().value() + " " + node.state().word())
        .containsExactly(
            "1 applied", "2 changed", "3 failed", "4 unfinished", "5 pending", "9 ahead");
    assertThat(all().getFirst().nodes().getFirst().marks()).containsExactly("root", "privileged");
    assertThat(all().getFirst().nodes().getLast().marks()).containsExactly("leaf");
  }

  @Test
  void withoutADatabaseEverythingIsDefined() {
    Picture picture = Picture.of(FRONTEND, Graph.of(line(3)), null);
    assertThat(picture.nodes()).extracting(Node::state).containsOnly(State.DEFINED);
    assertThat(SvgPicture.of(List.of(picture))).contains("defined 3");
  }

  @Test
  void anEmptySchemaIsDrawn() throws Exception {
    List<Picture> empty = List.of(Picture.of(FRONTEND, Graph.EMPTY, null));
    xml(SvgPicture.of(empty));
    assertThat(DotPicture.of(empty)).contains("frontend");
    assertThat(MermaidPicture.of(empty)).contains("frontend");
  }

  @Test
  void hostileNamesDoNoHarm() throws Exception {
    List<Picture> pictures =
        List.of(Picture.of(FRONTEND, Graph.of(List.of(migration(1, HOSTILE))), null));
    String svg = SvgPicture.of(pictures);
    Document document = xml(svg);
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(svg).doesNotContain("\u202e", "\u0000", "\ud800");
    assertThat(quotes(DotPicture.of(pictures)) % 2).isZero();
    assertThat(DotPicture.of(pictures)).contains("\\\\N").doesNotContain(" \\N");
    String mermaid = MermaidPicture.of(pictures);
    assertThat(mermaid).doesNotContain("<script", "%%", "`", "{x}", "[y]");
    assertThat(mermaid.lines().filter(l -> l.contains("s0_1")).findFirst().orElseThrow())
        .matches("    s0_1\\[\"[^\"]*\"]:::defined");
  }

  @Test
  void theSameMigrationsGiveTheSamePictureInWhateverOrderTheyCome() {
    List<Migration> migrations = new ArrayList<>(tangle(120, 5));
    String one = SvgPicture.of(List.of(Picture.of(FRONTEND, Graph.of(migrations), null)));
    Collections.shuffle(migrations, new Random(6));
    assertThat(SvgPicture.of(List.of(Picture.of(FRONTEND, Graph.of(migrations), null))))
        .isEqualTo(one);
  }

  @Test
  void boxesNeverOverlapAndStayWithinThePage() throws Exception {
    for (int size : new int[] {1, 10, 60, 400}) {
      for (int seed = 0; seed < 5; seed++) {
        Picture picture = Picture.of(FRONTEND, Graph.of(tangle(size, seed)), null);
        List<double[]> boxes = boxes(xml(SvgPicture.of(List.of(picture))));
        assertThat(boxes).as("size %d seed %d", size, seed).hasSize(size);
        assertThat(overlapping(boxes)).as("size %d seed %d", size, seed).isEmpty();
      }
    }
  }

  @Test
  void aLongLineIsWrappedIntoColumns() throws Exception {
    Document svg = xml(SvgPicture.of(List.of(Picture.of(FRONTEND, Graph.of(line(400)), null))));
    double width = Double.parseDouble(svg.getDocumentElement().getAttribute("width"));
    double height = Double.parseDouble(svg.getDocumentElement().getAttribute("height"));
    assertThat(width / height).isBetween(0.7, 2.5);
  }

  @Test
  void childrenAreBelowTheirParentsUnlessANewColumnBegins() {
    List<List<Spot>> layers = Layers.of(Picture.of(FRONTEND, Graph.of(tangle(80, 3)), null));
    for (List<Spot> layer : layers) {
      for (Spot spot : layer) {
        assertThat(spot.below).allMatch(child -> child.layer == spot.layer + 1);
      }
    }
  }

  @Test
  void aThousandMigrationsAreDrawnInSeconds() {
    long start = System.nanoTime();
    SvgPicture.of(List.of(Picture.of(FRONTEND, Graph.of(tangle(1000, 1)), null)));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  private static List<Picture> all() {
    Graph graph =
        Graph.of(
            List.of(
                new Migration(
                    new MigrationId(1),
                    "root",
                    List.of(),
                    Set.of(Flag.PRIVILEGED),
                    NOTHING,
                    NOTHING),
                migration(2, "two", 1),
                migration(3, "three", 2),
                migration(4, "four", 2),
                migration(5, "five", 3, 4)));
    List<Entry> entries =
        List.of(
            entry(1, Standing.APPLIED, null),
            entry(2, Standing.APPLIED, recorded("other sum")),
            entry(3, Standing.FAILED, null),
            entry(4, Standing.PENDING, null),
            entry(9, Standing.APPLIED, recorded("")));
    return List.of(Picture.of(FRONTEND, graph, Survey.of(graph, LedgerState.of(entries))));
  }

  private static Entry entry(long id, Standing standing, @Nullable Recorded recorded) {
    MigrationId migration = new MigrationId(id);
    return new Entry(migration, standing, Direction.UP, id, Instant.EPOCH, false, null, recorded);
  }

  private static Recorded recorded(String sum) {
    return new Recorded("nine", List.of(new MigrationId(5)), Set.of(), sum, "", List.of(), "0.1.0");
  }

  private static Migration migration(long id, String name, long... parents) {
    List<MigrationId> ids = Arrays.stream(parents).mapToObj(MigrationId::new).toList();
    return new Migration(new MigrationId(id), name, ids, Set.of(), NOTHING, NOTHING);
  }

  private static List<Migration> line(int size) {
    List<Migration> line = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      line.add(i == 0 ? migration(0, "root") : migration(i, "step " + i, i - 1));
    }
    return line;
  }

  /** A graph as teams make them: short branches from a trunk, merged again. */
  private static List<Migration> tangle(int size, int seed) {
    Random random = new Random(seed);
    List<Long> leaves = new ArrayList<>();
    List<Migration> tangle = new ArrayList<>();
    for (long id = 0; id < size; id++) {
      List<Long> parents = new ArrayList<>();
      if (leaves.size() > 4) {
        parents.addAll(leaves);
      } else if (id > 0 && random.nextInt(4) == 0) {
        parents.add(Math.max(0, id - 1 - random.nextInt(12)));
      } else if (id > 0) {
        parents.add(leaves.get(random.nextInt(leaves.size())));
      }
      tangle.add(migration(id, "n" + id, parents.stream().mapToLong(p -> p).toArray()));
      leaves.removeAll(parents);
      leaves.add(id);
    }
    return tangle;
  }

  private static Document xml(String text) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }

  private static List<double[]> boxes(Document svg) {
    List<double[]> boxes = new ArrayList<>();
    NodeList all = svg.getElementsByTagName("rect");
    for (int i = 0; i < all.getLength(); i++) {
      Element rect = (Element) all.item(i);
      if (rect.getAttribute("width").equals("208.0")) {
        boxes.add(
            new double[] {
              Double.parseDouble(rect.getAttribute("x")), Double.parseDouble(rect.getAttribute("y"))
            });
      }
    }
    return boxes;
  }

  private static Map<String, String> overlapping(List<double[]> boxes) {
    Map<String, String> overlapping = new HashMap<>();
    for (int i = 0; i < boxes.size(); i++) {
      for (int j = 0; j < i; j++) {
        double[] a = boxes.get(i);
        double[] b = boxes.get(j);
        if (Math.abs(a[0] - b[0]) < SvgMeasures.BOX_WIDTH
            && Math.abs(a[1] - b[1]) < SvgMeasures.BOX_HEIGHT) {
          overlapping.put(Arrays.toString(a), Arrays.toString(b));
        }
      }
    }
    return overlapping;
  }

  private static long quotes(String dot) {
    return dot.replace("\\\\", "").replace("\\\"", "").chars().filter(c -> c == '"').count();
  }
}
