/** A house that breaks every rule of the floor plan once. Nothing in it ever runs. */
package io.slipway.architecture.crooked;
