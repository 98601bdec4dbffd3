package io.slipway.relay;

import io.slipway.protocol.Relay.Ending;
import io.slipway.protocol.Relay.Refusal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What passes through the relay of one node. Counted on its event loop, read from anywhere. */
public final class RelayCounters {
    final LongAdder open = new LongAdder();
    final LongAdder opened = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder sent = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder waiting = new LongAdder();
    /** How clients break rules. */
    private static final Set<Ending> BREACHES = EnumSet.of(Ending.BAD_FRAME, Ending.CREDIT_VIOLATION, Ending.TOO_MUCH);

    private final Map<Ending, LongAdder> violations = each(Ending.class);
    private final Map<Refusal, LongAdder> refusals = each(Refusal.class);
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong mostHeld = new AtomicLong();

    /** All of it, for an operator: names of the wire, and numbers. */
    public Map<String, Object> shown() {
        Map<String, Object> ended = new LinkedHashMap<>();
        BREACHES.forEach(how -> ended.put(how.name(), violations(how)));
        Map<String, Object> refusedFrames = new LinkedHashMap<>();
        refusals.forEach((why, count) -> refusedFrames.put(why.name(), count.sum()));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("streams", Map.of("open", open(), "opened", opened(), "refused", refused()));
        all.put(
                "bytes",
                Map.of(
                        "sent", sent(),
                        "received", received(),
                        "dropped", dropped(),
                        "held", held(),
                        "mostHeld", mostHeld(),
                        "waiting", waiting()));
        all.put("refusedFrames", refusedFrames);
        all.put("endedSockets", ended);
        return all;
    }

    private static <E extends Enum<E>> Map<E, LongAdder> each(Class<E> kind) {
        Map<E, LongAdder> all = new EnumMap<>(kind);
        for (E one : kind.getEnumConstants()) {
            all.put(one, new LongAdder());
        }
        return all;
    }

    /** Another node sent what wasn't taken. */
    void refuse(Refusal why) {
        refusals.get(why).increment();
    }

    /** A client broke a rule. */
    void violated(Ending how) {
        violations.get(how).increment();
    }

    void hold(long bytes) {
        mostHeld.accumulateAndGet(held.addAndGet(bytes), Math::max);
    }

    /** Streams that have an end here and go on; one between two peers of this node counts twice. */
    public long open() {
        return open.sum();
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
        return violations.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Of these, those that broke this one. */
    public long violations(Ending how) {
        return violations.get(how).sum();
    }

    /** What other nodes sent and wasn't taken. */
    public long refusals(Refusal why) {
        return refusals.get(why).sum();
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
