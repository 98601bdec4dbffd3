/**
 * A real node in a process of its own, asked from outside: by curl and by a small client that does what the page does.
 *
 * <p>Needs the built jar ({@code slipway.jar}) and a {@code curl} on the path; a missing one fails the build.
 */
package io.slipway.it;
