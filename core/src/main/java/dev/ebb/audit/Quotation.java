package dev.ebb.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry of another record, as it is quoted in one that went its own way. What is quoted already
 * is never quoted anew, however often databases change places.
 */
public final class Quotation {
  private static final String COMMAND = "carried over";
  private static final Pattern QUOTED =
      Pattern.compile(
          "\\{\"command\":\""
              + COMMAND
              + "\",\"number\":([0-9]+),\"hash\":\"([0-9a-f]{64})\",.*\\}");
  private static final Pattern BODY = Pattern.compile(".*?,\"body\":\"(.*)\"\\}");

  private Quotation() {}

  /** The bodies that one record has to be given so that it tells all that another does. */
  static List<String> missing(List<Entry> ours, List<Entry> theirs) {
    int common = 0;
    while (common < ours.size()
        && common < theirs.size()
        && ours.get(common).equals(theirs.get(common))) {
      common++;
    }
    if (common == theirs.size()) {
      return ours.subList(common, ours.size()).stream().map(Entry::body).toList();
    }
    Set<String> known = new HashSet<>();
    theirs.forEach(entry -> known.add(identity(entry)));
    List<String> missing = new ArrayList<>();
    for (Entry entry : ours.subList(common, ours.size())) {
      if (known.add(identity(entry))) {
        missing.add(QUOTED.matcher(entry.body()).matches() ? entry.body() : of(entry));
      }
    }
    return missing;
  }

  // The hash stands for the entry and all before it, wherever it is quoted.
  private static String identity(Entry entry) {
    Matcher quoted = QUOTED.matcher(entry.body());
    return quoted.matches() ? quoted.group(2) : entry.hash();
  }

  private static String of(Entry entry) {
    return new Deed()
        .put("command", COMMAND)
        .put("number", entry.number())
        .put("hash", entry.hash())
        .put("body", entry.body())
        .json();
  }

  /** What was entered first: the body that an entry quotes, or its own. */
  public static String original(String body) {
    Matcher inside = BODY.matcher(body);
    return QUOTED.matcher(body).matches() && inside.matches()
        ? inside.group(1).replaceAll("\\\\([\"\\\\])", "$1")
        : body;
  }
}
