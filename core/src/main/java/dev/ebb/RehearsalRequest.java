package dev.ebb;

import dev.ebb.rehearse.Rehearsal.Basis;
import dev.ebb.shadow.ShadowChoice;

/**
 * Where to rehearse.
 *
 * @param basis on a scratch database without rows, or on a copy of the real one
 * @param shadow where a scratch database is made; a copy is always beside the real one
 */
public record RehearsalRequest(Basis basis, ShadowChoice shadow) {}
