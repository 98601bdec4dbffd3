package io.slipway.journal;

import java.util.List;

/** What became of a batch of records that Redis was given. */
sealed interface Applied {
    /**
     * Redis has everything before a position.
     *
     * @param verdicts for each record a letter: {@code a} accepted, {@code v} void, {@code ?} not known any more,
     *     {@code -} nobody asked
     */
    record Done(long position, List<LogRecord> records, String verdicts) implements Applied {}

    /** Redis lacks what comes before; @param position how far it has come, -1 if it holds nothing */
    record Behind(long position) implements Applied {}

    /** Redis follows another topic of that name, or was filled anew. */
    record Foreign() implements Applied {}
}
