/**
 * The HTTP interface, as {@code src/site/markdown/http.md} describes it. Each {@code *Routes} class begins with its routes as
 * a menu; {@link io.slipway.edge.http.RouteTable} is the only way in and demands a policy for each.
 *
 * <p>Nothing here decides about shares or knows where bytes lie: it asks the actors on the bus, counts bytes against the
 * budgets, and turns problems into answers. No handler collects a body of data by itself ({@code Incoming}), no download
 * runs ahead of its client ({@code ChunkReader}, {@code Download}), nothing that takes a millisecond of CPU runs on the
 * event loop ({@code Workbench.aside}).
 *
 * <p>Start at {@link io.slipway.edge.http.HttpFront}, then {@code UploadRoutes} and {@code Offers}.
 */
package io.slipway.edge.http;
