package dev.ebb.graph;

import static dev.ebb.graph.Graphs.ids;
import static dev.ebb.graph.Graphs.migration;
import static dev.ebb.graph.Graphs.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphTest {
  private final Graph diamond =
      Graph.of(List.of(migration(4, 2, 3), migration(2, 1), migration(1), migration(3, 1)));

  @Test
  void ordersParentsBeforeChildrenAndSmallIdsFirst() {
    assertThat(numbers(diamond.order())).containsExactly(1L, 2L, 3L, 4L);
    Graph childWithSmallerId = Graph.of(List.of(migration(9), migration(2, 9), migration(5, 9)));
    assertThat(numbers(childWithSmallerId.order())).containsExactly(9L, 2L, 5L);
  }

  @Test
  void knowsRootsLeavesAndAncestors() {
    assertThat(numbers(diamond.roots())).containsExactly(1L);
    assertThat(numbers(diamond.leaves())).containsExactly(4L);
    assertThat(diamond.ancestorsOrSelf(ids(3))).containsExactlyElementsOf(ids(1, 3));
    assertThat(diamond.ancestorsOrSelf(ids(77))).isEmpty();
  }

  @Test
  void aSchemaWithoutMigrationsIsAGraph() {
    assertThat(Graph.EMPTY.order()).isEmpty();
    assertThat(Graph.EMPTY.leaves()).isEmpty();
    assertThat(GraphFlaws.find(List.of())).isEmpty();
  }

  @Test
  void refusesACircle() {
    assertThatThrownBy(() -> Graph.of(List.of(migration(1, 2), migration(2, 1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 60, 400})
  void theOrderIsTopologicalAndIndependentOfTheInputsOrder(int size) {
    for (int i = 0; i < 30; i++) {
      long seed = size * 1000L + i;
      Random random = new Random(seed);
      List<Migration> migrations = new ArrayList<>(Graphs.random(random, size));
      List<Long> order = numbers(Graph.of(migrations).order());
      for (Migration m : migrations) {
        assertThat(m.parents())
            .as("seed %d", seed)
            .allMatch(p -> order.indexOf(p.value()) < order.indexOf(m.id().value()));
      }
      Collections.shuffle(migrations, random);
      assertThat(numbers(Graph.of(migrations).order())).as("seed %d", seed).isEqualTo(order);
      assertThat(GraphFlaws.find(migrations)).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void showsACycleAsAPathEvenDetachedFromTheRoot() {
    List<Migration> migrations =
        List.of(migration(1), migration(2, 1), migration(5, 7), migration(6, 5), migration(7, 6));
    assertThat(GraphFlaws.find(migrations))
        .extracting(GraphFlaw::what)
        .containsExactly("migration dependency cycle: 5 -> 7 -> 6 -> 5");
  }

  @Test
  void namesEveryFlawAtOnce() {
    List<Migration> migrations =
        List.of(migration(1), migration(2), migration(3, 99), migration(4, 4));
    assertThat(GraphFlaws.find(migrations))
        .extracting(GraphFlaw::what)
        .containsExactly(
            "unknown migration 99 is named as a parent of migration 3",
            "multiple roots: exactly one migration may be without parents, but these are: 1, 2",
            "migration dependency cycle: 4 -> 4");
  }

  @Test
  void saysThatThereIsNoRoot() {
    assertThat(GraphFlaws.find(List.of(migration(1, 2), migration(2, 1))))
        .extracting(GraphFlaw::what)
        .contains("no root: every migration names a parent, so none can be the first")
        .contains("migration dependency cycle: 1 -> 2 -> 1");
  }

  @Test
  void followsAChainThatIsLongerThanAnyStack() {
    List<Migration> chain = new ArrayList<>(List.of(migration(1)));
    for (long id = 2; id <= 20_000; id++) {
      chain.add(migration(id, id - 1));
    }
    assertThat(GraphFlaws.find(chain)).isEmpty();
    assertThat(Graph.of(chain).ancestorsOrSelf(ids(20_000))).hasSize(20_000);
  }
}
