package dev.ebb.drift;

/** A finding, and what brought it about as far as there is evidence. */
public record Explained(Finding finding, Cause cause) {}
