package dev.ebb.layout;

/** The same walls, seen from the part that has all the others on its class path. */
final class WholeLayoutTest extends LayoutTest {}
