package dev.ebb.passage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoomTest {
  private static final long MB = 1 << 20;

  private static Room room(long kept, long anew, Optional<Long> free) {
    return new Room(kept * MB, anew * MB, List.of("public.a"), free.map(f -> f * MB), "/data");
  }

  @Test
  void littleThatIsThereIsNotWorthAWord() {
    assertThat(room(5, 5, Optional.of(100L)).words()).isEmpty();
    assertThat(room(0, 0, Optional.empty()).words()).isEmpty();
  }

  @Test
  void whatIsNeededAndWhatIsFreeIsTold() {
    assertThat(room(300, 900, Optional.of(2000L)).words().orElse(""))
        .isEqualTo(
            "about 1,200 MB of disk are needed on the way, at most 300 MB for what is kept and 900 MB"
                + " for tables that are written anew or changed as a whole (public.a); new indexes and"
                + " the write-ahead log come on top; 2,000 MB are free in /data");
    assertThat(room(300, 0, Optional.empty()).words().orElse(""))
        .contains("only the server's machine can tell");
  }

  @Test
  void lessThanIsNeededIsTooSmallAndWhatOthersTakeCounts() {
    assertThat(room(5, 5, Optional.of(9L)).isTooSmall()).isTrue();
    assertThat(room(5, 5, Optional.of(9L)).words()).isPresent();
    assertThat(room(300, 900, Optional.of(2000L)).isTooSmall()).isFalse();
    assertThat(room(300, 900, Optional.of(2000L)).after(1000 * MB).isTooSmall()).isTrue();
    assertThat(room(300, 900, Optional.empty()).after(1000 * MB).isTooSmall()).isFalse();
  }
}
