package io.slipway.flow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A bounded amount of memory that many transfers share. A taker gets a {@link Lease} at once, or waits in line in the
 * order of asking; when the line is full as well it is refused. Thread-safe; callbacks run outside the lock, on the
 * thread of the one who asks or of one who gives back, and must not throw.
 */
public final class ByteBudget {
    private final long capacity;
    private final int maxWaiting;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private long used;
    private boolean serving;

    /**
     * @param capacity bytes that may be out at once, ≥ 1
     * @param maxWaiting takers that may stand in line, ≥ 0
     */
    public ByteBudget(long capacity, int maxWaiting) {
        if (capacity < 1 || maxWaiting < 0) {
            throw new IllegalArgumentException("a budget needs room: " + capacity + ", " + maxWaiting);
        }
        this.capacity = capacity;
        this.maxWaiting = maxWaiting;
    }

    /**
     * Asks for bytes; more than the capacity is never granted.
     *
     * @param granted called once with the lease, now or when others have given back
     * @return a ticket to leave the line with, or null if refused because the line is full or the wish too large
     */
    public Ticket take(long bytes, Consumer<Lease> granted) {
        Waiter waiter = new Waiter(bytes, granted);
        synchronized (this) {
            if (bytes < 0 || bytes > capacity) {
                return null;
            }
            if (!waiting.isEmpty() || bytes > capacity - used) {
                if (waiting.size() >= maxWaiting) {
                    return null;
                }
                waiting.add(waiter);
                return waiter;
            }
            used += bytes;
        }
        granted.accept(new Lease(bytes));
        return waiter;
    }

    /** Bytes out now. */
    public synchronized long used() {
        return used;
    }

    /** Takers in line now. */
    public synchronized int waiting() {
        return waiting.size();
    }

    public long capacity() {
        return capacity;
    }

    private void give(long bytes) {
        synchronized (this) {
            used -= bytes;
        }
        serve();
    }

    /** One thread serves at a time, in a loop: a callback that gives back at once must not make the stack grow. */
    private void serve() {
        synchronized (this) {
            if (serving) {
                return;
            }
            serving = true;
        }
        while (true) {
            Waiter next;
            synchronized (this) {
                next = waiting.peek();
                if (next == null || next.bytes > capacity - used) {
                    serving = false;
                    return;
                }
                waiting.remove();
                used += next.bytes;
            }
            next.granted.accept(new Lease(next.bytes));
        }
    }

    /** A place in line. */
    public interface Ticket {
        /** Leaves the line; does nothing if the lease was granted already. */
        void leave();
    }

    private final class Waiter implements Ticket {
        private final long bytes;
        private final Consumer<Lease> granted;

        private Waiter(long bytes, Consumer<Lease> granted) {
            this.bytes = bytes;
            this.granted = granted;
        }

        @Override
        public void leave() {
            boolean left;
            synchronized (ByteBudget.this) {
                left = waiting.remove(this);
            }
            if (left) {
                serve();
            }
        }
    }

    /** Bytes that are out. Giving back twice counts once. */
    public final class Lease implements AutoCloseable {
        private final long bytes;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Lease(long bytes) {
            this.bytes = bytes;
        }

        public long bytes() {
            return bytes;
        }

        @Override
        public void close() {
            if (open.getAndSet(false)) {
                give(bytes);
            }
        }
    }
}
