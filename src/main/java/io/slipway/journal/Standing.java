package io.slipway.journal;

import java.util.List;

/**
 * Where Redis stands.
 *
 * @param now by its clock, ms since 1970
 * @param emptying token of the emptying under way, or null
 * @param begun whether there is a view at all
 * @param positions of each place, null where there is none
 */
record Standing(long now, String emptying, boolean begun, List<Position> positions) {}
