package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.pairing.Conversions.Conversion;
import dev.ebb.fix.pairing.Fates;
import dev.ebb.fix.pairing.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What becomes of values and keys when a column gets another type. */
final class Retyping {
  private Retyping() {}

  /** How the values pass; a type that makes way for another of its name shares only the texts. */
  static Conversion conversion(
      CatalogObject here, CatalogObject there, Passage passage, Fates fates) {
    String from = here.facts().text(Fact.TYPE);
    String to = there.facts().text(Fact.TYPE);
    boolean array = from.endsWith("[]");
    String element = array ? from.substring(0, from.length() - 2) : from;
    if (fates.isSwapped(new ObjectName(Kind.TYPE, element)) && passage.pairs().same(from, to)) {
      String using = array ? "%s::text[]::" + to : "%s::text::" + to;
      return new Conversion(using, keepsText(element, passage), 0);
    }
    return passage.conversions().between(from, to);
  }

  // A label that is not there any more, or a value that a domain refuses, fails and changes
  // nothing.
  private static boolean keepsText(String type, Passage passage) {
    Optional<CatalogObject> before = passage.here().object(Kind.TYPE, type);
    Optional<CatalogObject> after = before.flatMap(object -> passage.pairs().there(object.name()));
    if (before.isEmpty() || after.isEmpty()) {
      return false;
    }
    String left = before.get().facts().text(Fact.TYPE);
    String right = after.get().facts().text(Fact.TYPE);
    return (left.isEmpty() && right.isEmpty())
        || passage.conversions().between(left, right).lossless();
  }

  static Loss[] losses(
      CatalogObject here, String from, String to, Conversion conversion, Passage passage) {
    if (conversion.lossless() || (from.equals(to) && conversion.using().isEmpty())) {
      return new Loss[0];
    }
    String why = "values may not say the same as " + to + " as they do as " + from;
    List<Loss> losses = new ArrayList<>();
    losses.add(new Loss(here.name(), Loss.What.PRECISION, why));
    for (CatalogObject other : passage.here().objects()) {
      if (other.kind() == Kind.COLUMN
          && passage.hereParts().original(other).filter(here::equals).isPresent()) {
        losses.add(new Loss(other.name(), Loss.What.PRECISION, why));
      }
    }
    return losses.toArray(Loss[]::new);
  }

  static void precheck(CatalogObject here, Conversion conversion, Draft draft) {
    String table = here.name().container();
    String column = here.name().simpleName();
    if (conversion.limit() > 0) {
      draft.precheck(
          here.name(),
          "SELECT * FROM %s WHERE pg_catalog.length(%s::text) > %d"
              .formatted(table, column, conversion.limit()),
          "holds values of more than " + conversion.limit() + " characters");
    }
  }
}
