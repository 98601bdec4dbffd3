package io.slipway.journal;

import java.util.List;

/**
 * Where Redis stands.
 *
 * @param now by its clock, ms since 1970
 * @param emptying token of the emptying under way, or null
 * @param life names this filling of the view; null if there is no view
 * @param positions of each place, null where there is none
 */
record Standing(long now, String emptying, String life, List<Position> positions) {}
