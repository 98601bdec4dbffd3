/**
 * What stands in the headers of tus 1.0 (https://tus.io/protocols/resumable-upload), read and written: values and parsers,
 * pure. Who answers such requests is in {@code edge.http}.
 *
 * <p>It must not know HTTP exchanges, the bus or the catalog. Start at {@link io.slipway.edge.tus.Tus}.
 */
package io.slipway.edge.tus;
