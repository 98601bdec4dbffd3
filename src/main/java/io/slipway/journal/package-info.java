/**
 * How facts change: Kafka orders, Redis shows.
 *
 * <p>A fact is an {@link io.slipway.journal.Entity}: a state under a key. It changes by one record in a log, and the place
 * of that record in the log alone decides whether it counts. Redis holds the fold of the log, which everyone reads. Lose
 * Redis, and the same loop that follows the log fills it again.
 *
 * <p>An actor that owns a kind of entity changes it through {@link io.slipway.journal.EntityChanges}, creates several at
 * once through {@link io.slipway.journal.Journal}, and reads through {@link io.slipway.journal.RedisView}, which never shows what
 * is behind. What a state means is nobody's business here; the follower copies bytes and writes the
 * {@link io.slipway.journal.Projection}s that came with them.
 *
 * <p>Start at {@link io.slipway.journal.Journal} for the contract, at {@link io.slipway.journal.Follower} for the loop, at
 * {@code redis/apply.lua} for the one rule that decides. {@link io.slipway.journal.KafkaJournal} puts it together.
 */
package io.slipway.journal;
