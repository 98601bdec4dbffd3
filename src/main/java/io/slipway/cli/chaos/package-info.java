/**
 * {@code slipway chaos}: breaks things on purpose while clients work, writes down what was acknowledged, and holds the nodes to it.
 *
 * <pre>
 *  {@link io.slipway.cli.chaos.ChaosCommand} ── for each name ──▶ a cluster of its own, an Arena, a Drill
 *       Drill ── damage ──▶ cluster ◀── requests ── Clients ── what they were told ──▶ {@link io.slipway.cli.chaos.History}
 *       {@link io.slipway.cli.chaos.Checker} (History) ──▶ violations ──▶ Score
 * </pre>
 *
 * <p>A share with a limit is not judged by its history but by a {@link io.slipway.cli.chaos.Tally} of what became of all who
 * wanted it; {@link io.slipway.cli.chaos.LimitTrial} makes one.
 *
 * <p>Live transfers have no history either: {@code LiveStage} brings their clients together, {@code StalledRelays} and {@code PathTrial}
 * say what became of them, and what was measured stands on the board.
 *
 * <p>A new kind of damage is one more {@code Drill}. Everything is on loopback and ends by itself.
 * {@link io.slipway.cli.chaos.FaultProxy} spoils connections, {@link io.slipway.cli.chaos.SmallDisk} is soon full, {@link io.slipway.cli.chaos.NodeTalk} asks nodes about a
 * {@link io.slipway.cli.chaos.KeptFile}.
 */
package io.slipway.cli.chaos;
