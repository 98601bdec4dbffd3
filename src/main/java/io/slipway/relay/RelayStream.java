package io.slipway.relay;

import io.slipway.model.PeerId;
import io.slipway.protocol.Relay;
import io.slipway.protocol.RelayFrame.StreamId;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What one node knows of a stream, on the side of one of its two peers. Times are ns since any fixed moment. Subclasses are pure:
 * what they are told has happened already, what they answer is to be done.
 */
abstract sealed class RelayStream permits ReceiverEnd, SenderEnd, Refused {
    /** How long an ended stream is remembered. */
    static final long REMEMBERED = TimeUnit.SECONDS.toNanos(30);
    /** How long a receiver may take nothing. */
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);

    private final StreamId id;
    private final PeerId other;
    private RelayState state;
    private Runnable ended = () -> {};

    RelayStream(StreamId id, PeerId other, RelayState state) {
        this.id = id;
        this.other = other;
        this.state = state;
    }

    final StreamId id() {
        return id;
    }

    /** Who is at the other end. */
    final PeerId other() {
        return other;
    }

    final RelayState state() {
        return state;
    }

    final boolean hasEnded() {
        return state instanceof RelayState.Ended;
    }

    /** Where the other one is, while data flows. */
    final Optional<String> node() {
        return state instanceof RelayState.Flowing flowing ? Optional.of(flowing.node()) : Optional.empty();
    }

    final void toFlowing(String node) {
        state = new RelayState.Flowing(node);
    }

    /** Is told once, when it is over. */
    final void whenEnded(Runnable hears) {
        ended = hears;
    }

    /** It is over; later causes change nothing. */
    final void end(Relay.Cause cause, long now) {
        if (!hasEnded()) {
            onEnd(now);
            state = new RelayState.Ended(cause, now);
            ended.run();
        }
    }

    /** Whether nothing on its way can mean this one any more. */
    final boolean isForgettable(long now) {
        return state instanceof RelayState.Ended ended && now - ended.at() >= REMEMBERED && !occupies();
    }

    /** How far it came: what stands in a CLOSE. */
    abstract long position();

    /** Whether it counts among the streams that its socket has. */
    abstract boolean occupies();

    /** Whether the one at the other end, or here, is as good as gone. */
    abstract boolean isStalled(long now);

    abstract void onEnd(long now);
}
