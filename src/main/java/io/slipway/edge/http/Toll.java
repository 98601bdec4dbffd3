package io.slipway.edge.http;

import io.slipway.model.Digest;
import io.slipway.model.Mode;
import io.slipway.protocol.Downloads;
import io.vertx.core.Future;

/** What one response owes for the bytes it sends: nothing, or a claim of a share with a limit. Lives on one event loop. */
final class Toll {
    private final Workbench bench;
    private final ChunkReader.Source source;
    private final Gate gate;
    private final Span span;
    private final Downloads.Begun begun;
    private long until;
    private long told;

    /**
     * What is asked of those who take bytes.
     *
     * @param limited whether a claim is
     * @param mode how they see the bytes
     */
    record Gate(boolean limited, Mode mode, Downloads.Visitor visitor) {}

    private Toll(Workbench bench, Offers.Offer offer, Span span, Downloads.Begun begun) {
        this.bench = bench;
        this.source = offer.source();
        this.gate = offer.gate();
        this.span = span;
        this.begun = begun;
        this.until = begun == null ? Long.MAX_VALUE : begun.until();
    }

    /** Takes a claim where one is asked for. {@code LIMIT_BUSY}, {@code GONE}, {@code RATE_LIMITED}. */
    static Future<Toll> begin(Workbench bench, Offers.Offer offer, Span span) {
        if (!offer.gate().limited) {
            return Future.succeededFuture(new Toll(bench, offer, span, null));
        }
        long first = span.from()
                + (span.length() == 0 ? 0 : span.end(span.firstChunk()) - span.begin(span.firstChunk()) - 1);
        return bench.bus()
                .request(
                        Downloads.BEGIN,
                        new Downloads.Begin(
                                offer.source().share(),
                                offer.source().file(),
                                offer.gate().mode,
                                offer.source().proof(),
                                offer.gate().visitor,
                                span.from(),
                                first))
                .map(begun -> new Toll(bench, offer, span, begun));
    }

    /** Downloads that nobody has yet; below 0 if they aren't limited. */
    int remaining() {
        return begun == null ? -1 : begun.remaining();
    }

    /**
     * Asks for bytes before they are sent.
     *
     * @param sent of this response so far
     * @param to how many will be sent then
     */
    Future<Void> pay(long sent, long to) {
        if (span.from() + to <= until) {
            return Future.succeededFuture();
        }
        long more = sent - told;
        told = sent;
        return bench.bus()
                .request(
                        Downloads.CHARGE,
                        new Downloads.Charge(
                                source.share(),
                                source.file(),
                                gate.mode,
                                begun.holder(),
                                begun.turn(),
                                span.from() + sent,
                                span.from() + to - 1,
                                more))
                .map(charged -> {
                    until = Math.max(until, charged.until());
                    return null;
                });
    }

    /** The response is over. Nobody waits for what becomes of that. */
    void ended(long sent, boolean whole) {
        Digest holder = begun == null ? null : begun.holder();
        int turn = begun == null ? 0 : begun.turn();
        Quiet.drop(bench.bus()
                .request(
                        Downloads.REPORT,
                        new Downloads.Report(source.share(), holder, turn, gate.visitor, sent, sent - told, whole)));
    }

    /** Whether it is an earlier response of the same claim. */
    boolean isBefore(Digest holder, int turn) {
        return begun != null && begun.holder().equals(holder) && begun.turn() < turn;
    }
}
