package io.slipway.cli.chaos;

import io.slipway.cli.chaos.Event.Act;
import io.slipway.cli.chaos.NodeTalk.Outcome;
import io.slipway.model.Digest;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/** What clients asked for and what they were told, all of it. Thread-safe. */
public final class History {
    private final LongSupplier clock;
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final Map<String, Promise> promises = new ConcurrentHashMap<>();

    /**
     * What is promised of a file once it is complete.
     *
     * @param digest of what is delivered
     * @param lifetime in ms, from its completion
     * @param bytes of it
     */
    public record Promise(Digest digest, long lifetime, long bytes) {}

    /** @param clock one that only rises, in ms */
    public History(LongSupplier clock) {
        this.clock = clock;
    }

    /** A file that will be asked about. */
    void expect(KeptFile kept, long lifetime) {
        promises.put(name(kept), new Promise(kept.digest(), lifetime, kept.sealedSize()));
    }

    /** Sends a request and notes how it ended. */
    Outcome note(KeptFile kept, Act act, long chunk, Callable<Outcome> request) throws Exception {
        long began = clock.getAsLong();
        Outcome outcome = request.call();
        events.add(new Event(
                name(kept), act, chunk, began, clock.getAsLong(), outcome.status(), outcome.code(), outcome.digest()));
        return outcome;
    }

    private static String name(KeptFile kept) {
        return kept.file().text();
    }

    /** How often clients were told a problem of that code so far. */
    long told(String code) {
        return events.stream().filter(event -> event.code().equals(code)).count();
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    Map<String, Promise> promises() {
        return Map.copyOf(promises);
    }
}
