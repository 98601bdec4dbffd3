package io.slipway.edge.http;

import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Downloads;
import io.vertx.core.Future;

/** What one response owes for the bytes it sends: nothing, or a claim of a share with a limit. Lives on one event loop. */
final class Toll {
    private final Workbench bench;
    private final ShareId share;
    private final Gate gate;
    private final Course course;
    private final Downloads.Begun begun;
    private FileId paid;
    private long until;
    private long told;

    /**
     * What is asked of those who take bytes.
     *
     * @param limited whether a claim is
     * @param mode how they see the bytes
     */
    record Gate(boolean limited, Mode mode, Downloads.Visitor visitor) {}

    /** Bytes of one file. @param from first byte. @param to last byte, included */
    record Stretch(FileId file, long from, long to) {}

    /** Which bytes of which files a response is made of. */
    interface Course {
        /** The first that cost something. */
        Stretch first();

        /** The file's bytes among some of the response, which are of one file at most; null if there are none. */
        Stretch of(long sent, long to);

        /** How many of the first bytes of the response are a file's. */
        long counted(long sent);
    }

    private Toll(Workbench bench, ShareId share, Gate gate, Course course, Downloads.Begun begun) {
        this.bench = bench;
        this.share = share;
        this.gate = gate;
        this.course = course;
        this.begun = begun;
        if (begun != null) {
            this.paid = course.first().file();
            this.until = begun.until();
        }
    }

    /** Takes a claim where one is asked for. {@code LIMIT_BUSY}, {@code GONE}, {@code RATE_LIMITED}. */
    static Future<Toll> begin(Workbench bench, Offers.Body body, Course course) {
        Gate gate = body.gate();
        if (!gate.limited) {
            return Future.succeededFuture(new Toll(bench, body.share(), gate, course, null));
        }
        Stretch first = course.first();
        return bench.bus()
                .request(
                        Downloads.BEGIN,
                        new Downloads.Begin(
                                body.share(), first.file, gate.mode, body.proof(), gate.visitor, first.from, first.to))
                .map(begun -> new Toll(bench, body.share(), gate, course, begun));
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
        Stretch next = begun == null ? null : course.of(sent, to);
        if (next == null || next.file.equals(paid) && next.to < until) {
            return Future.succeededFuture();
        }
        long counted = course.counted(sent);
        long more = counted - told;
        told = counted;
        return bench.bus()
                .request(
                        Downloads.CHARGE,
                        new Downloads.Charge(
                                share, next.file, gate.mode, begun.holder(), begun.turn(), next.from, next.to, more))
                .map(charged -> {
                    until = next.file.equals(paid) ? Math.max(until, charged.until()) : charged.until();
                    paid = next.file;
                    return null;
                });
    }

    /** The response is over. Nobody waits for what becomes of that. */
    void ended(long sent, boolean whole) {
        Digest holder = begun == null ? null : begun.holder();
        int turn = begun == null ? 0 : begun.turn();
        long counted = course.counted(sent);
        Quiet.drop(bench.bus()
                .request(
                        Downloads.REPORT,
                        new Downloads.Report(share, holder, turn, gate.visitor, counted, counted - told, whole)));
    }

    /** Whether it is an earlier response of the same claim. */
    boolean isBefore(Digest holder, int turn) {
        return begun != null && begun.holder().equals(holder) && begun.turn() < turn;
    }
}
