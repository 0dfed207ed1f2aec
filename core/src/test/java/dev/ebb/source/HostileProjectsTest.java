package dev.ebb.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each folder below {@code hostile} is a project with a fault and the findings it must give. */
final class HostileProjectsTest {

  static Stream<Path> projects() throws IOException, URISyntaxException {
    URI corpus = Objects.requireNonNull(HostileProjectsTest.class.getResource("/hostile")).toURI();
    try (Stream<Path> folders = Files.list(Path.of(corpus))) {
      return folders.filter(Files::isDirectory).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("projects")
  void givesExactlyTheExpectedFindings(Path project) throws IOException {
    List<String> expected = Files.readAllLines(project.resolve("expected.txt"));
    assertThat(expected).isNotEmpty();
    assertThat(Findings.of(FolderTree.at(project))).containsExactlyElementsOf(expected);
  }

  @Test
  void holdsAtLeastThirtyFiveFaults() throws IOException, URISyntaxException {
    assertThat(projects().count()).isGreaterThanOrEqualTo(35);
  }
}
