package dev.ebb.restore.pgbackrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.fault.Fault;
import dev.ebb.restore.pitr.Moment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What pgBackRest and PostgreSQL say is understood, and backups are told that reach a moment. */
class ReadingTest {
  private static final String INFO =
      """
      [{"backup":[
        {"annotation":{"ebb-p_1":"0/9 2026-11-21T21:48:07Z 1 asked"},
         "archive":{"start":"000000010000000000000002","stop":"000000010000000000000003"},
         "database":{"id":2},"error":false,"info":{"size":23213882},"label":"20261122-014503F",
         "lsn":{"start":"0/2000028","stop":"0/3000050"},"timestamp":{"start":1,"stop":1795311907}},
        {"archive":{"start":"000000010000000000000004","stop":"000000010000000000000004"},
         "database":{"id":2},"error":true,"info":{"size":1},"label":"bad",
         "lsn":{"start":"0/4000028","stop":"0/4000050"},"timestamp":{"start":1,"stop":2}},
        {"archive":{"start":"000000010000000000000004","stop":"000000010000000000000004"},
         "database":{"id":1},"error":false,"info":{"size":1},"label":"other",
         "lsn":{"start":"0/4000028","stop":"0/4000050"},"timestamp":{"start":1,"stop":2}},
        {"archive":{"start":"00000002000000000000000A","stop":"00000002000000000000000A"},
         "database":{"id":2},"error":false,"info":{"size":1},"label":"20261122-020000F",
         "lsn":{"start":"0/A000028","stop":"0/A000050"},"timestamp":{"start":1,"stop":1795312800}}],
        "db":[{"id":1,"system-id":5},{"id":2,"system-id":7710805895096095024}],
        "name":"main","status":{"code":0,"message":"ok"}}]
      """;

  private static List<Backup> backups() {
    return Stanza.all(INFO).getFirst().backups();
  }

  private static List<String> reached(Target target) {
    return backups().stream().filter(target::follows).map(Backup::label).toList();
  }

  private static Target at(String time, Timeline timeline) {
    Instant instant = Instant.parse(time);
    return new Target(new Moment.At(instant), "time", time, timeline, instant, null);
  }

  @Test
  void onlyWholeBackupsOfTheClusterThatIsThereNowCount() {
    Stanza stanza = Stanza.all(INFO).getFirst();
    assertThat(stanza.name()).isEqualTo("main");
    assertThat(stanza.systemId()).isEqualTo("7710805895096095024");
    assertThat(stanza.annotations()).containsKey("ebb-p_1");
    assertThat(backups())
        .extracting(Backup::label)
        .containsExactly("20261122-014503F", "20261122-020000F");
    assertThat(backups().getFirst().timeline()).isEqualTo(1);
  }

  @Test
  void aBackupReachesWhatComesAfterItsEndInItsHistory() {
    Timeline first = new Timeline(1, Map.of());
    Timeline second = Timeline.parse(2, "1\t0/8000000\tat restore point \"x\"\n");
    Timeline earlier = Timeline.parse(3, "1\t0/2F00000\tno recovery target\n");
    assertThat(reached(at("2026-11-22T01:45:07.500Z", first))).isEmpty();
    assertThat(reached(at("2026-11-22T01:45:08.500Z", first))).containsExactly("20261122-014503F");
    assertThat(reached(at("2026-12-01T00:00:00Z", second)))
        .containsExactly("20261122-014503F", "20261122-020000F");
    assertThat(reached(at("2026-12-01T00:00:00Z", earlier))).isEmpty();
    Lsn lsn = Lsn.parse("0/3000050");
    Moment moment = new Moment.Lsn("0/3000050");
    assertThat(reached(new Target(moment, "lsn", "0/3000050", second, null, lsn)))
        .containsExactly("20261122-014503F");
  }

  @Test
  void placesInTheLogAreComparedAsNumbers() {
    assertThat(Lsn.parse("1/0")).isGreaterThan(Lsn.parse("0/FFFFFFFF"));
    assertThat(Lsn.parse("FFFFFFFF/0")).isGreaterThan(Lsn.parse("1/0"));
    assertThat(Lsn.parse("0/100").minus(Lsn.parse("0/F0"))).isEqualTo(16);
    assertThatThrownBy(() -> Lsn.parse("77")).isInstanceOf(Fault.class);
  }

  @Test
  void wordsOfAShellKeepTheirMeaning() {
    assertThat(Shell.quote("/var/lib/x")).isEqualTo("/var/lib/x");
    assertThat(Shell.quote("it's $HOME")).isEqualTo("'it'\\''s $HOME'");
    assertThat(Shell.words("/bin/postgres \"-D\" \"/da ta\" \"-c\" \"a=\" x\n"))
        .containsExactly("/bin/postgres", "-D", "/da ta", "-c", "a=", "x");
  }
}
