package dev.ebb;

import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.rehearse.Rehearsal.Basis;
import dev.ebb.shadow.ShadowChoice;

/**
 * What to rehearse, and where.
 *
 * @param schema the schema
 * @param target where it is to go
 * @param preferred which way back counts where project and database have different ones
 * @param basis on a scratch database without rows, or on a copy of the real one
 * @param shadow where a scratch database is made; a copy is always beside the real one
 */
public record RehearsalRequest(
    SchemaName schema, Target target, Step.Origin preferred, Basis basis, ShadowChoice shadow) {}
