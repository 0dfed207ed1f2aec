/**
 * How a database differs from what its migrations give: findings, how bad they are, what brought
 * them about, and which of them somebody has agreed to. Pure.
 *
 * <p>May use: catalog, fault, graph, yaml.
 */
@NullMarked
package dev.ebb.drift;

import org.jspecify.annotations.NullMarked;
