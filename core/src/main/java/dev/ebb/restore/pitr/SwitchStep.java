package dev.ebb.restore.pitr;

/**
 * One step of having a new place serve, for somebody who does it by hand.
 *
 * @param what it is for; a phrase without a full stop
 * @param command exactly what to type; empty if it is not a command (redeploy the application)
 */
public record SwitchStep(String what, String command) {}
