/**
 * The laws of the house that a machine can check: {@link io.slipway.architecture.FloorPlan} are the rules,
 * {@link io.slipway.architecture.FloorPlanTest} holds the code to them, and
 * {@link io.slipway.architecture.CrookedHouseTest} shows that each of them catches what it should, on code that breaks
 * them on purpose. {@link io.slipway.architecture.DroppedFutures} finds futures that nobody looks at.
 */
package io.slipway.architecture;
