package dev.ebb.advice;

import java.util.List;
import java.util.Optional;

/** By what somebody notices that something went wrong. */
public enum Symptom {
  /** A migration, or the application, hangs. */
  HANG("hang"),
  /** The application reports errors. */
  APP_ERRORS("app-errors"),
  /** The shape of the database is not what it should be; what is in it is right. */
  SCHEMA_WRONG("schema-wrong"),
  /** Values are wrong, or rows are missing. */
  DATA_CORRUPTION("data-corruption"),
  /** Nobody can tell yet. */
  UNKNOWN("unknown");

  private final String word;

  Symptom(String word) {
    this.word = word;
  }

  /** As options and documents have it. */
  public String word() {
    return word;
  }

  /** The one with that word. */
  public static Optional<Symptom> of(String word) {
    return List.of(values()).stream().filter(s -> s.word.equals(word)).findFirst();
  }
}
