package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Kind;
import dev.ebb.fix.Draft.Phase;
import dev.ebb.fix.pairing.Spelling;
import java.util.List;
import java.util.Set;

/**
 * Writes what consists of members or options that come and go one by one: publications, operator
 * families, text search configurations, foreign wrappers and servers, user mappings, subscriptions.
 */
final class Members {
  private final Draft draft;

  Members(Draft draft) {
    this.draft = draft;
  }

  void create(CatalogObject object) {
    Facts facts = object.facts();
    switch (object.kind()) {
      case USER_MAPPING ->
          add(object, "CREATE USER MAPPING FOR " + object.path() + options(object));
      case FOREIGN_DATA_WRAPPER, FOREIGN_SERVER ->
          add(object, facts.text(Fact.DEFINITION) + options(object));
      case SUBSCRIPTION ->
          draft.refuse(
              new Refusal(
                  object.name(),
                  "it needs a connection string, which is no part of a catalog",
                  "Create it by hand"));
      default -> {
        add(object, facts.text(Fact.DEFINITION));
        change(object, List.of(), facts.list(Fact.MEMBERS));
      }
    }
  }

  private static String options(CatalogObject object) {
    List<String> options = object.facts().list(Fact.OPTIONS);
    return options.isEmpty() ? "" : " OPTIONS (" + Spelling.foreignOptions(options) + ")";
  }

  void alter(CatalogObject here, CatalogObject there, Set<Fact> changes) {
    switch (there.kind()) {
      case FOREIGN_DATA_WRAPPER, FOREIGN_SERVER, USER_MAPPING -> {
        if (changes.contains(Fact.OPTIONS)) {
          String mapping = there.name().kind().name().startsWith("USER") ? "FOR " : "";
          add(
              there,
              "ALTER "
                  + Spelling.kind(there)
                  + " "
                  + mapping
                  + there.path()
                  + " "
                  + Tables.foreignChange(
                      here.facts().list(Fact.OPTIONS), there.facts().list(Fact.OPTIONS)));
        }
      }
      case SUBSCRIPTION ->
          draft.refuse(new Refusal(there.name(), "it reaches another server", "Change it by hand"));
      default -> {
        if (changes.contains(Fact.DEFINITION)) {
          setOptions(there);
        }
        change(there, here.facts().list(Fact.MEMBERS), there.facts().list(Fact.MEMBERS));
      }
    }
  }

  // All options of a publication are said again, those that are usual, too.
  private void setOptions(CatalogObject publication) {
    String definition = publication.facts().text(Fact.DEFINITION);
    int start = definition.indexOf(" WITH (");
    String root =
        definition.contains("publish_via_partition_root")
            ? ""
            : ", publish_via_partition_root = false";
    String options = definition.substring(start + " WITH (".length(), definition.length() - 1);
    add(
        publication,
        "ALTER PUBLICATION " + publication.path() + " SET (" + options.strip() + root + ")");
  }

  private void change(CatalogObject object, List<String> before, List<String> after) {
    String alter = "ALTER " + Spelling.kind(object) + " " + object.path();
    for (String member : before) {
      if (!after.contains(member)) {
        add(object, alter + drop(object, member));
      }
    }
    for (String member : after) {
      if (!before.contains(member)) {
        add(object, alter + addition(object, member));
      }
    }
  }

  private static String drop(CatalogObject object, String member) {
    return switch (object.kind()) {
      case TEXT_SEARCH_CONFIGURATION -> " DROP MAPPING FOR " + head(member, " WITH ");
      case PUBLICATION -> " DROP " + table(member);
      default -> " DROP " + signature(member);
    };
  }

  private static String addition(CatalogObject object, String member) {
    return object.kind() == Kind.TEXT_SEARCH_CONFIGURATION
        ? " ADD MAPPING FOR " + member
        : " ADD " + member;
  }

  private static String head(String member, String end) {
    int at = member.indexOf(end);
    return at < 0 ? member : member.substring(0, at);
  }

  // TABLE ONLY public.t (a, b) WHERE (…): only the name counts.
  private static String table(String member) {
    String prefix = "TABLE ONLY ";
    if (!member.startsWith(prefix)) {
      return member;
    }
    boolean quoted = false;
    for (int i = prefix.length(); i < member.length(); i++) {
      char c = member.charAt(i);
      quoted ^= c == '"';
      if (c == ' ' && !quoted) {
        return member.substring(0, i);
      }
    }
    return member;
  }

  // OPERATOR 1 public.<<<(integer,integer): number and operands; FUNCTION 1 (a, b) f(a,b) likewise.
  private static String signature(String member) {
    if (member.startsWith("OPERATOR ")) {
      String number = member.substring(0, member.indexOf(' ', "OPERATOR ".length()));
      int open = member.indexOf('(');
      return number + " " + member.substring(open, member.indexOf(')', open) + 1);
    }
    return member.substring(0, member.indexOf(')') + 1);
  }

  private void add(CatalogObject object, String sql) {
    draft.add(Phase.BUILD, object.name(), sql);
  }
}
