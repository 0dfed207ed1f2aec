package dev.ebb.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestTest {
  private static final List<String> KEYS =
      List.of("name", "parent", "parents", "privileged", "createIndexConcurrently");

  @Test
  void forgivesSlipsOfTheFinger() {
    assertThat(Nearest.to("parant", KEYS)).contains("parent");
    assertThat(Nearest.to("praents", KEYS)).contains("parents");
    assertThat(Nearest.to("Name", KEYS)).contains("name");
    assertThat(Nearest.to("createindexconcurently", KEYS)).contains("createIndexConcurrently");
  }

  @Test
  void doesNotGuessWhatIsNothingLikeIt() {
    assertThat(Nearest.to("reviewer", KEYS)).isEmpty();
    assertThat(Nearest.to("", List.of())).isEmpty();
  }

  @Test
  void takesABeginningForTheName() {
    List<String> tags = List.of("v3.3.6", "v3.36.0", "v3.36.1", "v3.2.6");
    assertThat(Nearest.several("v3.36", tags, 2)).containsExactly("v3.36.0", "v3.36.1");
  }
}
