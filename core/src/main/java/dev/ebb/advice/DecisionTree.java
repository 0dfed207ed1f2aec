package dev.ebb.advice;

import static dev.ebb.advice.Question.ANYTHING_RAN;
import static dev.ebb.advice.Question.APPLICATION_FAILS;
import static dev.ebb.advice.Question.CORRUPTED;
import static dev.ebb.advice.Question.DEFINITIONS;
import static dev.ebb.advice.Question.DEVELOPMENT;
import static dev.ebb.advice.Question.DOWN_IS_SAFE;
import static dev.ebb.advice.Question.EARLIER_STATE;
import static dev.ebb.advice.Question.HANGS;
import static dev.ebb.advice.Question.KEPT;
import static dev.ebb.advice.Question.UNFINISHED;
import static dev.ebb.advice.Way.APPLICATION;
import static dev.ebb.advice.Way.BRANCH;
import static dev.ebb.advice.Way.END_BLOCKER;
import static dev.ebb.advice.Way.EXACT_DOWN;
import static dev.ebb.advice.Way.FORWARD_FIX;
import static dev.ebb.advice.Way.GIVE_BACK;
import static dev.ebb.advice.Way.POINT_IN_TIME;
import static dev.ebb.advice.Way.SETTLE;
import static dev.ebb.advice.Way.SNAPSHOT;
import static dev.ebb.advice.Way.START_OVER;

import java.util.ArrayList;
import java.util.List;

/**
 * From what is the case to what is done about it, as the runbooks of operators have it, with two
 * ways more that they do not have: to go down exactly, and to have back what was kept. The same
 * tree is walked and drawn.
 */
public final class DecisionTree {
  private static final Node ROOT =
      ask(
          HANGS,
          then("nothing is broken yet: let it through", END_BLOCKER, EXACT_DOWN),
          ask(
              DEVELOPMENT,
              ask(
                  DOWN_IS_SAFE,
                  then("quicker than from nothing, and your rows stay", EXACT_DOWN, START_OVER),
                  then("nothing here is worth an hour", START_OVER, EXACT_DOWN, FORWARD_FIX)),
              ask(
                  UNFINISHED,
                  then("first everybody has to know where the database is", SETTLE, EXACT_DOWN),
                  ask(CORRUPTED, corrupted(), notCorrupted()))));

  private DecisionTree() {}

  private static Node corrupted() {
    return ask(
        KEPT,
        then(
            "what was destroyed is still in the database, and no write since is lost",
            EXACT_DOWN,
            GIVE_BACK,
            POINT_IN_TIME,
            BRANCH,
            SNAPSHOT),
        ask(
            EARLIER_STATE,
            then(
                "only an earlier state has the right values",
                POINT_IN_TIME,
                BRANCH,
                SNAPSHOT,
                FORWARD_FIX),
            then(
                "there is no earlier state: stop further damage, and repair the values by hand",
                EXACT_DOWN,
                FORWARD_FIX)));
  }

  private static Node notCorrupted() {
    return ask(
        ANYTHING_RAN,
        ask(APPLICATION_FAILS, applicationFails(), schemaWrong()),
        then("no migration is the cause", APPLICATION));
  }

  private static Node applicationFails() {
    return ask(
        KEPT,
        then(
            "the application may miss what was dropped, and that was kept",
            EXACT_DOWN,
            GIVE_BACK,
            APPLICATION,
            FORWARD_FIX),
        then(
            "the release before may work with the schema as it is, and no data moves",
            APPLICATION,
            EXACT_DOWN,
            FORWARD_FIX));
  }

  private static Node schemaWrong() {
    return ask(
        DOWN_IS_SAFE,
        then("it loses nothing, and can be applied again", EXACT_DOWN, FORWARD_FIX, GIVE_BACK),
        ask(
            DEFINITIONS,
            then(
                "history stays as it is, and nothing is taken away unseen",
                FORWARD_FIX,
                EXACT_DOWN,
                BRANCH),
            then(
                "the database knows its own way back; the project does not",
                EXACT_DOWN,
                BRANCH,
                POINT_IN_TIME,
                SNAPSHOT)));
  }

  private static Node ask(Question question, Node yes, Node no) {
    return new Node.Ask(question, yes, no);
  }

  private static Node then(String reason, Way... ways) {
    return new Node.Leaf(reason, List.of(ways));
  }

  /** A fork, or an end. */
  sealed interface Node {
    /** A question, and where its answers lead. */
    record Ask(Question question, Node yes, Node no) implements Node {}

    /** What to do, the best first, and why. */
    record Leaf(String reason, List<Way> ways) implements Node {}
  }

  /**
   * The way through the tree.
   *
   * @param answers every question that was asked, with its answer
   * @param reason why the end of it advises what it does
   * @param ways what it advises, the best first; others may be possible, too
   */
  public record Path(List<Answer> answers, String reason, List<Way> ways) {}

  /** A question, and what the facts say to it. */
  public record Answer(String question, boolean yes) {}

  /** Goes down the tree with these facts. */
  public static Path walk(Facts facts) {
    List<Answer> answers = new ArrayList<>();
    Node node = ROOT;
    while (true) {
      switch (node) {
        case Node.Ask(Question question, Node yes, Node no) -> {
          boolean answer = question.answer().test(facts);
          answers.add(new Answer(question.text(), answer));
          node = answer ? yes : no;
        }
        case Node.Leaf(String reason, List<Way> ways) -> {
          return new Path(List.copyOf(answers), reason, ways);
        }
      }
    }
  }

  /** Every end of the tree, for those who hold it against something. */
  static List<Node.Leaf> leaves() {
    List<Node.Leaf> leaves = new ArrayList<>();
    collect(ROOT, leaves);
    return leaves;
  }

  private static void collect(Node node, List<Node.Leaf> leaves) {
    switch (node) {
      case Node.Ask ask -> {
        collect(ask.yes(), leaves);
        collect(ask.no(), leaves);
      }
      case Node.Leaf leaf -> leaves.add(leaf);
    }
  }

  /** The tree as a Mermaid flow chart. */
  public static String diagram() {
    StringBuilder out = new StringBuilder("flowchart TD\n");
    draw(ROOT, "n", out);
    return out.toString();
  }

  private static void draw(Node node, String name, StringBuilder out) {
    switch (node) {
      case Node.Ask(Question question, Node yes, Node no) -> {
        out.append("  %s{\"%s\"}\n".formatted(name, question.text()));
        out.append("  %s -->|yes| %sy\n".formatted(name, name));
        draw(yes, name + "y", out);
        out.append("  %s -->|no| %sn\n".formatted(name, name));
        draw(no, name + "n", out);
      }
      case Node.Leaf(String reason, List<Way> ways) -> {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ways.size(); i++) {
          text.append("%d. %s<br/>".formatted(i + 1, ways.get(i).title()));
        }
        out.append("  %s[\"%s<i>%s</i>\"]\n".formatted(name, text, reason));
      }
    }
  }
}
