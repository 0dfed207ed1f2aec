package dev.ebb.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All that is said of one object: facts with their values, in the order of {@link Fact}. Immutable;
 * equal exactly if they say the same.
 */
public final class Facts {
  /** Nothing is said. */
  public static final Facts NONE = new Facts(new Fact[0], new String[0]);

  // Two short arrays, because a catalog has tens of thousands of these.
  private final Fact[] facts;
  private final String[] values;

  private Facts(Fact[] facts, String[] values) {
    this.facts = facts;
    this.values = values;
  }

  /** From facts and values in any order. */
  public static Facts of(Map<Fact, String> known) {
    EnumMap<Fact, String> ordered = new EnumMap<>(Fact.class);
    ordered.putAll(known);
    return new Facts(
        ordered.keySet().toArray(Fact[]::new), ordered.values().toArray(String[]::new));
  }

  /** A single fact. */
  public static Facts of(Fact fact, String value) {
    return new Facts(new Fact[] {fact}, new String[] {value});
  }

  /**
   * From a row.
   *
   * @param facts ascending, null where a column is no fact
   * @param values null where the fact is absent
   */
  public static Facts of(@Nullable Fact[] facts, @Nullable String[] values) {
    int size = 0;
    for (int i = 0; i < facts.length; i++) {
      size += facts[i] != null && values[i] != null ? 1 : 0;
    }
    Fact[] present = new Fact[size];
    String[] texts = new String[size];
    int at = 0;
    for (int i = 0; i < facts.length; i++) {
      Fact fact = facts[i];
      String value = values[i];
      if (fact != null && value != null) {
        present[at] = fact;
        texts[at++] = value;
      }
    }
    return new Facts(present, texts).sorted();
  }

  private Facts sorted() {
    for (int i = 1; i < facts.length; i++) {
      if (facts[i - 1].compareTo(facts[i]) >= 0) {
        return of(asMap());
      }
    }
    return this;
  }

  /** The value of a fact; empty if it is absent. */
  public Optional<String> get(Fact fact) {
    for (int i = 0; i < facts.length; i++) {
      if (facts[i] == fact) {
        return Optional.of(values[i]);
      }
    }
    return Optional.empty();
  }

  /** The value of a fact, or nothing but an empty text. */
  public String text(Fact fact) {
    return get(fact).orElse("");
  }

  /** Whether it is there. */
  public boolean has(Fact fact) {
    return get(fact).isPresent();
  }

  /** The elements of a list; none if it is absent. */
  public List<String> list(Fact fact) {
    return get(fact).map(TextArray::elements).orElse(List.of());
  }

  /** These and one more, or with another value; for a null without it. */
  public Facts with(Fact fact, @Nullable String value) {
    if (value != null && (facts.length == 0 || facts[facts.length - 1].compareTo(fact) < 0)) {
      return append(fact, value);
    }
    Map<Fact, String> map = new EnumMap<>(Fact.class);
    forEach(map::put);
    if (value == null) {
      map.remove(fact);
    } else {
      map.put(fact, value);
    }
    return of(map);
  }

  private Facts append(Fact fact, String value) {
    int size = facts.length;
    Fact[] more = Arrays.copyOf(facts, size + 1);
    String[] texts = Arrays.copyOf(values, size + 1);
    more[size] = fact;
    texts[size] = value;
    return new Facts(more, texts);
  }

  /** These, and that a fact is so. */
  public Facts with(Fact flag) {
    return with(flag, Fact.YES);
  }

  /** These, and a list. */
  public Facts with(Fact fact, List<String> elements) {
    return with(fact, TextArray.write(elements));
  }

  /** These without one; the same if it is absent. */
  public Facts without(Fact fact) {
    int size = facts.length;
    if (size > 0 && facts[size - 1] == fact) {
      return new Facts(Arrays.copyOf(facts, size - 1), Arrays.copyOf(values, size - 1));
    }
    return has(fact) ? with(fact, (String) null) : this;
  }

  /** In order. */
  public void forEach(BiConsumer<Fact, String> action) {
    for (int i = 0; i < facts.length; i++) {
      action.accept(facts[i], values[i]);
    }
  }

  /** As a map, in order, that cannot be changed. */
  public Map<Fact, String> asMap() {
    EnumMap<Fact, String> map = new EnumMap<>(Fact.class);
    forEach(map::put);
    return Collections.unmodifiableMap(map);
  }

  /** The facts that are not the same here and there, ascending. */
  public List<Fact> differing(Facts other) {
    Map<Fact, String> all = new EnumMap<>(Fact.class);
    forEach(all::put);
    other.forEach(all::put);
    List<Fact> differing = new ArrayList<>();
    for (Fact fact : all.keySet()) {
      if (!get(fact).equals(other.get(fact))) {
        differing.add(fact);
      }
    }
    return differing;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Facts that
        && Arrays.equals(facts, that.facts)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /** For people: {@code type text, not null, default 3}. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ");
    forEach((fact, value) -> text.add(fact.isFlag() ? fact.words() : fact.words() + " " + value));
    return text.toString();
  }
}
