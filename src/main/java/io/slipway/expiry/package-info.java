/**
 * The sweep: frees what is over. Whether something is over is decided when it is read, never here; two sweeps at once do no
 * harm, and a sweep that never comes costs space only.
 *
 * <p>Decides nothing about facts: it asks the catalog to end what is due, page by page, and the chunk store to delete the
 * buckets that the catalog says are empty. Start at {@link io.slipway.expiry.ExpiryVerticle}.
 */
package io.slipway.expiry;
