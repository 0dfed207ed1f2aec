package dev.ebb.cli.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The habits of the command line, which scripts and fingers rely on. */
class ArgumentReaderTest {
  private static final Option DB = Option.list("S", "schemas", "db", "schema");
  private static final Option TARGET = Option.list("ID", "targets", "target");
  private static final Option WAIT = Option.value("TIME", "patience", "lock-wait");
  private static final Option STEPS = Option.value("N", "how many", "steps");
  private static final Option YES = Option.flag("agree", "yes", "y");
  private static final Option UP = Option.flag("up", "up");
  private static final Syntax SYNTAX =
      Syntax.of("x", "does x").options(DB, TARGET, WAIT, STEPS, YES, UP).operands("[NAME]", 0, 1);

  private static Arguments read(String... words) {
    return ArgumentReader.read(SYNTAX, Arrays.asList(words));
  }

  private static List<Problem> faults(String... words) {
    Fault fault = catchThrowableOfType(Fault.class, () -> read(words));
    assertThat(fault.exitStatus()).isEqualTo(ExitStatus.BAD_INPUT);
    return fault.problems();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-db=frontend",
        "-db frontend",
        "--db=frontend",
        "--db frontend",
        "-schema=frontend",
        "--schema frontend"
      })
  void oneDashOrTwoEqualsOrSpaceMeanTheSame(String line) {
    assertThat(read(line.split(" ")).values(DB)).containsExactly("frontend");
  }

  @Test
  void listsTakeCommasRepetitionAndBoth() {
    assertThat(read("--target=1,2", "-target", "3", "--target=4, 5").values(TARGET))
        .containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void aNegativeNumberIsAValueAndNoOption() {
    assertThat(read("--target", "-17", "--target=-18").values(TARGET))
        .containsExactly("-17", "-18");
  }

  @ParameterizedTest
  @CsvSource({"--yes,true", "-y,true", "--yes=false,false", "-yes=true,true", "--yes=0,false"})
  void flagsNeedNoValueAndTakeOne(String word, boolean set) {
    assertThat(read(word).isSet(YES)).isEqualTo(set);
  }

  @Test
  void aFlagDoesNotSwallowWhatFollows() {
    Arguments arguments = read("--yes", "name");
    assertThat(arguments.isSet(YES)).isTrue();
    assertThat(arguments.operands()).containsExactly("name");
  }

  @Test
  void aFlagThatIsTrueUnlessSaidOtherwise() {
    assertThat(read().isSet(UP, true)).isTrue();
    assertThat(read("--up=false").isSet(UP, true)).isFalse();
  }

  @Test
  void ofASingleValueTheLastCounts() {
    assertThat(read("--steps=1", "--steps=2").number(STEPS, 9, 1)).isEqualTo(2);
  }

  @Test
  void afterTwoDashesNothingIsAnOption() {
    assertThat(read("--", "--yes").operands()).containsExactly("--yes");
  }

  @ParameterizedTest
  @CsvSource({"500ms,500", "30s,30000", "10m,600000", "1h,3600000", "1h30m,5400000", "15,15000"})
  void lengthsOfTimeAreWrittenAsPeopleDo(String text, long millis) {
    assertThat(read("--lock-wait=" + text).duration(WAIT, Duration.ZERO))
        .isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-3s", "3 days", "99999999999h", "1.5h", "h"})
  void otherLengthsOfTimeAreRefused(String text) {
    Arguments arguments = read("--lock-wait=" + text);
    assertThatThrownBy(() -> arguments.duration(WAIT, Duration.ZERO))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("--lock-wait=" + text);
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnceWithTheNearestName() {
    assertThat(faults("--targt=1", "a", "b", "--steps"))
        .extracting(Problem::what)
        .containsExactly(
            "unknown option --targt",
            "--steps has no value",
            "too many arguments: \"b\" is not understood");
    assertThat(faults("--targt=1").getFirst().remedy()).startsWith("did you mean --target?");
  }

  @Test
  void aValueThatIsMissingIsNotTakenFromTheNextOption() {
    assertThat(faults("--db", "--yes"))
        .extracting(Problem::what)
        .containsExactly("--db has no value");
  }

  @Test
  void aTruthApartFromItsFlagIsExplained() {
    assertThat(faults("--yes", "name", "false").getFirst().remedy()).contains("--yes=false");
  }

  @Test
  void theCommandIsFoundBehindOptionsWithValues() {
    assertThat(ArgumentReader.firstOperand(SYNTAX.options(), List.of("--steps", "3", "-y", "up")))
        .isEqualTo(3);
    assertThat(ArgumentReader.firstOperand(SYNTAX.options(), List.of("--steps=3", "-y")))
        .isEqualTo(-1);
  }

  @Test
  void helpWrapsAndNamesEveryOption() {
    String help = HelpText.of(SYNTAX.examples("x --db=a"));
    assertThat(help.lines()).allMatch(line -> line.length() <= 100);
    SYNTAX.options().forEach(option -> assertThat(help).contains(option.dashed()));
    assertThat(help).contains("Usage: ebb x [NAME] [options]").contains("ebb x --db=a");
  }
}
