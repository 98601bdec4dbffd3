package io.slipway.seal;

import io.slipway.model.ShareId;

/**
 * What both sides of a pair know before it.
 *
 * @param secret S of the link; with a code, what its exchange gave
 */
public record PairSecret(ShareId shareId, Secret secret) {}
