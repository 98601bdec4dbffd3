package io.slipway.relay;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What passes through the relay of one node. Counted on its event loop, read from anywhere. */
public final class RelayCounters {
    final LongAdder opened = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder sent = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder violations = new LongAdder();
    final LongAdder waiting = new LongAdder();
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong mostHeld = new AtomicLong();

    void hold(long bytes) {
        mostHeld.accumulateAndGet(held.addAndGet(bytes), Math::max);
    }

    /** Streams that receivers here were let open. */
    public long opened() {
        return opened.sum();
    }

    /** Streams that they weren't. */
    public long refused() {
        return refused.sum();
    }

    /** Bytes of files that senders here sent. */
    public long sent() {
        return sent.sum();
    }

    /** Bytes of files that receivers here took. */
    public long received() {
        return received.sum();
    }

    /** Bytes of files that came from other nodes and were more than was granted. */
    public long dropped() {
        return dropped.sum();
    }

    /** Sockets that were ended since they broke the rules. */
    public long violations() {
        return violations.sum();
    }

    /** Bytes on their way to other nodes that the connection didn't take yet. */
    public long waiting() {
        return waiting.sum();
    }

    /** Bytes of files delivered to receivers here and not taken yet. */
    public long held() {
        return held.get();
    }

    /** The most that were ever {@link #held}. */
    public long mostHeld() {
        return mostHeld.get();
    }
}
