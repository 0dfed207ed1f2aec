package dev.ebb.cli.drilling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing of where the real databases have their backups comes into a drill. */
class ProjectCopyTest {

  @Test
  void whatStandsUnderRestoreIsLeftOutAndAllElseStays() {
    assertThat(
            ProjectCopy.withoutBackups(
                """
                environment: production
                restore:
                  provider: pgbackrest
                # who starts it
                  frontend:
                    start: 'systemctl start postgresql'

                keep:
                  days: 30
                """))
        .isEqualTo("environment: production\nkeep:\n  days: 30\n");
  }

  @Test
  void itMayBeWrittenInAnyWayThatTheFileAllows() {
    String rest = "environment: staging\n";
    for (String block :
        List.of(
            "restore: { provider: neon }\n",
            "restore: {\n  provider: neon\n}\n",
            "'restore':\r\n  provider: neon\r\n",
            "\"restore\" :\n  provider: neon\n",
            "restore:\n\n\n  provider: neon\n")) {
      assertThat(ProjectCopy.withoutBackups(rest + block)).as(block).isEqualTo(rest);
      assertThat(ProjectCopy.withoutBackups(block + rest)).as(block).isEqualTo(rest);
      assertThat(ProjectCopy.withoutBackups((rest + block).stripTrailing())).isEqualTo(rest);
    }
    assertThat(ProjectCopy.withoutBackups("restored: a\nkeep:\n  restore: b\n"))
        .isEqualTo("restored: a\nkeep:\n  restore: b\n");
  }

  @Test
  void aLineThatGoesBackToAMomentNamesTheOneThatWasMarked() {
    assertThat(
            Steps.named(
                List.of("pitr", "restore", "POINT", "--yes"),
                "  ✓ all is well\nrestore point before_drill_0a1b2c3d of database x: at noon\n"))
        .containsExactly("pitr", "restore", "before_drill_0a1b2c3d", "--yes");
    assertThat(Steps.named(List.of("down"), "")).containsExactly("down");
  }
}
