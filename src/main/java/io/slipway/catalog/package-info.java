/**
 * Facts about shares and files: who may see them, what is in them, until when, and where their chunks lie.
 *
 * <p>{@link io.slipway.catalog.Share} and {@link io.slipway.catalog.StoredFile} are the states of the two entities and say
 * what may happen to them, without I/O. {@link io.slipway.catalog.CatalogVerticle} is the actor: it reads states through
 * the journal's view, lets them decide and has the decision appended. The index of an upload under way is in
 * {@link io.slipway.catalog.RedisUploads}; the index of a complete file is journalled in segments.
 *
 * <p>What an owner may change of a share is in {@link io.slipway.catalog.Terms}, how that is decided in
 * {@link io.slipway.catalog.Editing}; how downloads of a share with a limit are counted in {@link io.slipway.catalog.Claims},
 * all three without I/O.
 *
 * <p>The catalog never touches chunk bytes, and of sealed shares it never learns a name or a key.
 */
package io.slipway.catalog;
