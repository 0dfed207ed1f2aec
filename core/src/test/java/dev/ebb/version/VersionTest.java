package dev.ebb.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.fault.Fault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
  @Test
  void readsTheFormsThatPeopleWrite() {
    assertThat(Version.parse("v4.5.1")).isEqualTo(new Version(4, 5, 1, ""));
    assertThat(Version.parse("4.5")).isEqualTo(Version.of(4, 5)).hasToString("v4.5.0");
    assertThat(Version.parse(" V5.0.0-rc.1+build.7 ")).hasToString("v5.0.0-rc.1");
    assertThat(Version.parse("v4.3.0").brief()).isEqualTo("v4.3");
    assertThat(Version.parse("v4.3.1").brief()).isEqualTo("v4.3.1");
    assertThat(Version.parse("v4.3.0-rc.1").brief()).isEqualTo("v4.3.0-rc.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v",
        "4",
        "v4",
        "4.",
        "4.5.",
        "4.5.1.2",
        "4.5-",
        "4.5.1-rc..1",
        "04.5",
        "4.05",
        "-4.5",
        "4.5.1 beta",
        "master",
        "4.1234567890",
        "٤.٥",
        "v4.5\n.1"
      })
  void whatIsNoVersionIsRefused(String text) {
    assertThat(Version.find(text)).isEmpty();
    assertThatThrownBy(() -> Version.parse(text)).isInstanceOf(Fault.class);
  }

  @Test
  void ordersAsSemanticVersioningDoes() {
    List<Version> inOrder =
        Stream.of(
                "3.9.9",
                "3.43",
                "4.0.0-alpha",
                "4.0.0-alpha.1",
                "4.0.0-alpha.beta",
                "4.0.0-beta.2",
                "4.0.0-beta.11",
                "4.0.0-rc.1",
                "4.0.0",
                "4.0.1-rc.1",
                "4.0.1",
                "4.0.10",
                "4.1",
                "10.0")
            .map(Version::parse)
            .toList();
    for (int seed = 0; seed < 20; seed++) {
      List<Version> shuffled = new ArrayList<>(inOrder);
      Collections.shuffle(shuffled, new Random(seed));
      Collections.sort(shuffled);
      assertThat(shuffled).as("seed %d", seed).isEqualTo(inOrder);
    }
  }

  @Test
  void orderAndEqualityAgree() {
    List<Version> alike =
        Stream.of("1.0.0-1", "1.0.0-01", "1.0.0-a", "1.0.0-A").map(Version::parse).toList();
    for (Version left : alike) {
      for (Version right : alike) {
        assertThat(left.compareTo(right) == 0).isEqualTo(left.equals(right));
        assertThat(Integer.signum(left.compareTo(right)))
            .isEqualTo(-Integer.signum(right.compareTo(left)));
      }
    }
  }

  @Test
  void neighboursComeFromTheListOfReleasesAcrossMajors() {
    Versions known = versions("3.43", "4.0.0", "3.42", "4.0.0-rc.1", "4.1.2", "4.1");
    assertThat(known.previous(Version.of(4, 0))).contains(Version.parse("4.0.0-rc.1"));
    assertThat(known.previous(Version.parse("4.0.0-rc.1"))).contains(Version.of(3, 43));
    assertThat(known.next(Version.of(4, 0))).contains(Version.of(4, 1));
    assertThat(known.previous(Version.of(3, 42))).isEmpty();
    assertThat(known.sameLineUpTo(Version.parse("4.1.5"))).contains(Version.parse("4.1.2"));
    assertThat(known.sameLineUpTo(Version.parse("4.2.1"))).isEmpty();
    assertThat(known.between(Version.of(4, 0), Version.of(4, 1)))
        .containsExactly(Version.of(4, 0), Version.of(4, 1));
    assertThat(known.between(Version.of(4, 1), Version.of(4, 0))).isEmpty();
  }

  @Test
  void anUnknownVersionNamesTheNearest() {
    Versions known = versions("3.43", "4.0", "4.1", "4.1.2", "4.4");
    assertThatThrownBy(() -> known.require(Version.parse("4.1.1")))
        .hasMessage("unknown release v4.1.1")
        .satisfies(
            e -> assertThat(remedy(e)).startsWith("the nearest that are known: v4.1.0, v4.1.2;"));
    assertThatThrownBy(() -> known.require(Version.of(4, 2)))
        .satisfies(
            e -> assertThat(remedy(e)).contains("v4.1.2, v4.4.0; there are v3.43.0, v4.0.0"));
    assertThatThrownBy(() -> known.require(Version.of(9, 9)))
        .satisfies(e -> assertThat(remedy(e)).contains("nearest that is known: v4.4.0"));
    assertThatThrownBy(() -> versions().require(Version.of(9, 9)))
        .satisfies(e -> assertThat(remedy(e)).contains("no release"));
  }

  @Test
  void thePolicyAllowsOneMinorAndAnyWayBack() {
    assertThat(allowed("3.36", "3.37.2")).isTrue();
    assertThat(allowed("3.36", "3.38")).isFalse();
    assertThat(allowed("3.43", "4.0.1")).isTrue();
    assertThat(allowed("3.43", "4.1")).isFalse();
    assertThat(allowed("3.43", "5.0")).isFalse();
    assertThat(allowed("4.5", "3.0")).isTrue();
    assertThat(UpgradePolicy.ANY.allows(Version.of(1, 0), Version.of(9, 9))).isTrue();
  }

  private static boolean allowed(String from, String to) {
    return UpgradePolicy.ONE_MINOR.allows(Version.parse(from), Version.parse(to));
  }

  private static Versions versions(String... texts) {
    return Versions.of(Stream.of(texts).map(Version::parse).toList());
  }

  private static String remedy(Throwable fault) {
    return ((Fault) fault).problems().getFirst().remedy();
  }
}
