package dev.ebb.advice;

import dev.ebb.restore.Offer;
import dev.ebb.source.Project.Environment;
import java.util.function.Predicate;

/**
 * A question of the decision tree, which facts answer.
 *
 * @param text as a person would ask it
 * @param answer what the facts say
 */
record Question(String text, Predicate<Facts> answer) {
  static final Question DEVELOPMENT =
      new Question(
          "Is this a development database?",
          facts -> facts.environment() == Environment.DEVELOPMENT);

  static final Question HANGS =
      new Question(
          "Does something hang, with somebody in the way?",
          facts ->
              facts
                  .hang()
                  .filter(hang ->
                      facts.symptom() == Symptom.HANG
                          || (facts.symptom() == Symptom.UNKNOWN && hang.isLong()))
                  .isPresent());

  static final Question UNFINISHED =
      new Question("Is a migration failed or unfinished?", facts -> !facts.unsettled().isEmpty());

  static final Question CORRUPTED =
      new Question(
          "Is data wrong or missing?", facts -> facts.symptom() == Symptom.DATA_CORRUPTION);

  static final Question KEPT =
      new Question(
          "Did Ebb keep what the last run destroyed?",
          facts -> facts.descent().filter(d -> d.works() && !d.returning().isEmpty()).isPresent());

  static final Question EARLIER_STATE =
      new Question(
          "Can a state from before the last run be had again?",
          facts -> facts.offersBeforeTheRun().stream().anyMatch(Offer::works));

  static final Question APPLICATION_FAILS =
      new Question("Does the application fail?", facts -> facts.symptom() == Symptom.APP_ERRORS);

  static final Question ANYTHING_RAN =
      new Question("Has any migration run?", facts -> facts.lastRun().isPresent());

  static final Question DOWN_IS_SAFE =
      new Question(
          "Can the last run be taken back without losing anything?",
          facts -> facts.descent().filter(d -> d.works() && d.losesNothing()).isPresent());

  static final Question DEFINITIONS =
      new Question(
          "Does this project have the migrations of the last run?", Facts::definitionsHere);
}
