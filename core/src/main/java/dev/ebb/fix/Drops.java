package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.Draft.Phase;
import dev.ebb.fix.pairing.Fates;
import dev.ebb.fix.pairing.Fates.Fate;
import dev.ebb.fix.pairing.Order;
import dev.ebb.fix.pairing.Parts;
import dev.ebb.fix.pairing.Passage;
import dev.ebb.fix.pairing.Spelling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes what goes, each before what it needs, and what must let go of it first. */
final class Drops {
  private final Passage passage;
  private final Fates fates;
  private final Draft draft;
  private final Map<ObjectName, ObjectName> aside;
  private final Parts parts;

  /**
   * A writer.
   *
   * @param aside temporary names that objects have from the renaming on
   */
  Drops(Passage passage, Fates fates, Draft draft, Map<ObjectName, ObjectName> aside) {
    this.passage = passage;
    this.fates = fates;
    this.draft = draft;
    this.aside = aside;
    this.parts = passage.hereParts();
  }

  void write() {
    List<ObjectName> all = new ArrayList<>();
    for (CatalogObject object : passage.here().objects()) {
      if (isConcerned(object)) {
        all.add(object.name());
      }
    }
    List<ObjectName> order =
        new ArrayList<>(
            Order.ofDropping(passage.here(), parts, whole -> !fates.stays(whole)).of(all));
    Collections.reverse(order);
    Set<ObjectName> dropped = new HashSet<>();
    for (ObjectName name : order) {
      cutCircle(name, dropped, order);
    }
    order.forEach(name -> write(passage.here().object(name).orElseThrow()));
  }

  private boolean isConcerned(CatalogObject object) {
    if (parts.whole(object.name()).filter(o -> fates.isRefused(o.name())).isPresent()) {
      return false;
    }
    return !fates.stays(object.name())
        || fates.losesDefault(object.name())
        || (object.kind() == Kind.SEQUENCE && isDisowned(object));
  }

  // Two tables that refer to each other: the keys go first.
  private void cutCircle(ObjectName name, Set<ObjectName> dropped, List<ObjectName> order) {
    dropped.add(name);
    if (name.kind() != Kind.TABLE || fates.stays(name)) {
      return;
    }
    for (ObjectName part : parts.of(name)) {
      CatalogObject key = passage.here().object(part).orElseThrow();
      ObjectName other = new ObjectName(Kind.TABLE, key.facts().text(Fact.REFERENCES));
      if (!other.equals(name) && dropped.contains(other) && order.contains(other)) {
        draft.add(Phase.CLEAR, part, dropPart(key, key.name()));
      }
    }
  }

  private void write(CatalogObject object) {
    ObjectName name = object.name();
    if (fates.stays(name)) {
      if (object.kind() == Kind.SEQUENCE) {
        draft.add(Phase.CLEAR, name, "ALTER SEQUENCE " + name.path() + " OWNED BY NONE");
      } else {
        dropDefault(object);
      }
      return;
    }
    if (object.kind() == Kind.COMMENT || object.kind() == Kind.GRANT || isImplied(object)) {
      return;
    }
    if (object.kind() == Kind.DEFAULT_GRANT) {
      return;
    }
    if (object.kind() == Kind.TRIGGER && object.facts().has(Fact.PART_OF)) {
      switchBack(object);
      return;
    }
    if (object.kind().name().equals("SECURITY_LABEL") || object.kind() == Kind.SUBSCRIPTION) {
      draft.refuse(new Refusal(name, "there is no statement for it", "Remove it by hand"));
      return;
    }
    boolean isLate = fates.isLate(name) || aside.containsKey(name);
    Phase phase =
        isLate ? Phase.LATE : object.kind() == Kind.EVENT_TRIGGER ? Phase.SILENCE : Phase.CLEAR;
    ObjectName now = aside.getOrDefault(name, isLate ? passage.afterRenames(name) : name);
    draft.add(phase, name, drop(object, now), losses(object));
  }

  // The trigger of a partition goes with that of its parent; if that stays, this one acts like it.
  private void switchBack(CatalogObject trigger) {
    Optional<CatalogObject> original = parts.original(trigger).filter(o -> fates.stays(o.name()));
    String state = original.map(o -> o.facts().text(Fact.ENABLED)).orElse("");
    if (original.isPresent()) {
      draft.add(
          Phase.ATTACH,
          trigger.name(),
          "ALTER TABLE "
              + passage.pairs().pathThere(Kind.TABLE, trigger.name().container())
              + " "
              + (state.isEmpty() ? "ENABLE" : state.toUpperCase(java.util.Locale.ROOT))
              + " TRIGGER "
              + trigger.name().simpleName());
    }
  }

  private void dropDefault(CatalogObject column) {
    Optional<CatalogObject> original = parts.original(column);
    draft.add(
        Phase.CLEAR,
        column.name(),
        "ALTER TABLE "
            + (original.isPresent() ? "ONLY " : "")
            + column.name().container()
            + " ALTER COLUMN "
            + column.name().simpleName()
            + " DROP DEFAULT");
  }

  private boolean isDisowned(CatalogObject sequence) {
    if (sequence.facts().has(Fact.OF_IDENTITY)) {
      return false;
    }
    return parts
        .whole(sequence.name())
        .filter(column -> fates.stays(sequence.name()) && isGone(column))
        .isPresent();
  }

  private boolean isGone(CatalogObject column) {
    return !fates.stays(column.name())
        || parts.whole(column.name()).filter(t -> !fates.stays(t.name())).isPresent();
  }

  /** Whether it goes by itself when something else does. */
  private boolean isImplied(CatalogObject object) {
    Optional<CatalogObject> whole = parts.whole(object.name());
    if (whole.isPresent() && !fates.stays(whole.get().name())) {
      return true;
    }
    if (object.kind() == Kind.SEQUENCE) {
      return object.facts().has(Fact.OF_IDENTITY)
          || (whole.isPresent() && isGone(whole.get()) && !aside.containsKey(object.name()));
    }
    Optional<CatalogObject> original = parts.original(object);
    return original.isPresent()
        && !fates.stays(original.get().name())
        && isStillAttached(object, original.get());
  }

  private boolean isStillAttached(CatalogObject part, CatalogObject original) {
    Optional<CatalogObject> child = parts.whole(part.name());
    Optional<CatalogObject> parent = parts.whole(original.name());
    while (child.isPresent() && child.get().kind() == Kind.CONSTRAINT) {
      child = parts.whole(child.get().name());
    }
    while (parent.isPresent() && parent.get().kind() == Kind.CONSTRAINT) {
      parent = parts.whole(parent.get().name());
    }
    return child.isPresent()
        && parent.isPresent()
        && !Tables.isDetached(child.get(), parent.get(), passage);
  }

  private String drop(CatalogObject object, ObjectName now) {
    return switch (object.kind()) {
      case COLUMN, CONSTRAINT -> dropPart(object, now);
      default -> "DROP " + Spelling.address(object, now, parts);
    };
  }

  private String dropPart(CatalogObject object, ObjectName now) {
    boolean ofType = parts.kindOfWhole(object.name()) == Kind.TYPE;
    if (object.kind() == Kind.CONSTRAINT) {
      return (ofType ? "ALTER DOMAIN " : "ALTER TABLE ")
          + now.container()
          + " DROP CONSTRAINT "
          + now.simpleName();
    }
    return (ofType ? "ALTER TYPE " : "ALTER TABLE ")
        + now.container()
        + (ofType ? " DROP ATTRIBUTE " : " DROP COLUMN ")
        + now.simpleName();
  }

  private Loss[] losses(CatalogObject object) {
    List<Loss> losses = new ArrayList<>();
    if (Passage.holdsRows(object)) {
      losses.add(new Loss(object.name(), Loss.What.ROWS, "the wanted state has no such table"));
    } else if (passage.holdsValues(object, parts)) {
      losses.add(values(object));
      for (CatalogObject other : passage.here().objects()) {
        if (other.kind() == Kind.COLUMN && isCopy(other, object)) {
          losses.add(values(other));
        }
      }
    } else if (object.kind() == Kind.SEQUENCE && fates.of(object.name()) == Fate.GOES) {
      losses.add(
          new Loss(object.name(), Loss.What.COUNTER, "the wanted state has no such sequence"));
    } else if (object.kind() == Kind.COLUMN) {
      attributes(object, losses);
    }
    return losses.toArray(Loss[]::new);
  }

  private boolean isCopy(CatalogObject column, CatalogObject original) {
    Optional<CatalogObject> next = parts.original(column);
    while (next.isPresent() && !fates.stays(column.name())) {
      if (next.get().equals(original)) {
        return true;
      }
      next = parts.original(next.get());
    }
    return false;
  }

  // An attribute of a composite type goes from the values of all columns of that type.
  private void attributes(CatalogObject attribute, List<Loss> losses) {
    Optional<CatalogObject> type = parts.whole(attribute.name()).filter(o -> o.kind() == Kind.TYPE);
    if (type.isEmpty()) {
      return;
    }
    for (ObjectName user : passage.here().dependencies().allOn(type.get().name())) {
      CatalogObject column = passage.here().object(user).orElseThrow();
      if (passage.holdsValues(column, parts)) {
        losses.add(
            new Loss(
                user,
                Loss.What.VALUES,
                "the wanted state has no " + attribute.name().simpleName() + " in its type"));
      }
    }
  }

  private static Loss values(CatalogObject column) {
    return new Loss(column.name(), Loss.What.VALUES, "the wanted state has no such column");
  }
}
