package io.slipway.cli.chaos;

import io.slipway.cli.chaos.Event.Act;
import io.slipway.cli.chaos.History.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds nodes to what they acknowledged: pure. An event counts as after another only if it began when the other had ended; what
 * has no outcome may have happened or not.
 */
public final class Checker {
    /** How late the end of a share may be noticed, in ms. */
    static final long LATE = 2_000;
    /** How far the clocks of client and node may be apart, in ms. */
    static final long APART = 500;

    /** What must never be seen. */
    public enum Rule {
        /** Other bytes were delivered than were stored. */
        WRONG_BYTES,
        /** A complete file, neither deleted nor expired, was refused. */
        LOST,
        /** Chunks that were acknowledged were asked for again. */
        ASKED_AGAIN,
        /** A file was delivered whose deletion had been acknowledged. */
        BACK_FROM_DELETION,
        /** A download of a file began and ended well although its time was over. */
        OUTLIVED,
        /** A complete file was never delivered afterwards, although it was asked for. */
        STUCK,
        /** A node said that it is broken, or a part of it ran against a wall it should have seen. */
        BROKEN,
        /** What should have gone on by itself did not. */
        HALTED,
        /** More receivers have verified than the limit of a share allows. */
        OVERDRAWN,
        /** Other than as many downloads as the limit allows were used, although all who wanted one came. */
        MISCOUNTED,
        /** Fewer receivers have verified than the limit of a share allows, and dead claims don't make up for them. */
        SHORT,
        /** A receiver was given an answer that nobody should get. */
        WRONGED,
        /** A node took more memory for what passes through it than it may. */
        OVERGROWN,
        /** A sender that sent more than it was granted was not shut out, or what it sent went on. */
        UNPUNISHED,
        /** Those who behave were slowed down by those who don't. */
        SLOWED,
        /** More came again after a path was cut than the chunk it was cut in and what was under way. */
        RESENT
    }

    /** One thing that must not have been seen. */
    public record Violation(Rule rule, String what) {}

    private final Map<String, Promise> promises;
    private final Set<Rule> rules;
    private final List<Violation> found = new ArrayList<>();

    private Checker(Map<String, Promise> promises, Set<Rule> rules) {
        this.promises = promises;
        this.rules = rules;
    }

    /** @return what breaks one of the rules; empty: nothing does */
    public static List<Violation> check(List<Event> events, Map<String, Promise> promises, Set<Rule> rules) {
        Checker checker = new Checker(promises, rules);
        events.stream()
                .sorted(Comparator.comparingLong(Event::ended))
                .collect(Collectors.groupingBy(Event::file))
                .forEach(checker::checkFile);
        return checker.found;
    }

    private void checkFile(String file, List<Event> events) {
        Promise promise = promises.get(file);
        Event complete = first(events, Act.COMPLETE);
        Event deleted = first(events, Act.DELETE);
        long deletionBegan = events.stream()
                .filter(event -> event.act() == Act.DELETE)
                .mapToLong(Event::began)
                .min()
                .orElse(Long.MAX_VALUE);
        long completionBegan = events.stream()
                .filter(event -> event.act() == Act.COMPLETE)
                .mapToLong(Event::began)
                .min()
                .orElse(Long.MAX_VALUE);
        for (Event event : events) {
            if (event.status() == 500 && event.code().equals("INTERNAL")) {
                add(Rule.BROKEN, event);
            }
            if (event.act() == Act.COMPLETE && event.code().equals("INCOMPLETE") && allWerePut(events, event)) {
                add(Rule.ASKED_AGAIN, event);
            }
            if (event.act() == Act.READ) {
                boolean offered = complete != null
                        && event.began() > complete.ended()
                        && event.ended() < deletionBegan
                        && event.ended() < plus(completionBegan, promise.lifetime()) - APART;
                checkRead(event, promise, offered);
                if (event.done() && deleted != null && event.began() > deleted.ended()) {
                    add(Rule.BACK_FROM_DELETION, event);
                }
                if (event.done()
                        && complete != null
                        && event.began() > plus(complete.ended(), promise.lifetime()) + LATE) {
                    add(Rule.OUTLIVED, event);
                }
            }
        }
        checkStuck(events, complete, deletionBegan, plus(completionBegan, promise.lifetime()));
    }

    private void checkRead(Event read, Promise promise, boolean offered) {
        if (read.done() && !promise.digest().equals(read.digest())) {
            add(Rule.WRONG_BYTES, read);
        }
        if (read.refused() && offered) {
            add(Rule.LOST, read);
        }
    }

    /** Whether every chunk that was ever put had been acknowledged before. */
    private static boolean allWerePut(List<Event> events, Event complete) {
        Set<Long> put = events.stream()
                .filter(event -> event.act() == Act.PUT)
                .map(Event::chunk)
                .collect(Collectors.toSet());
        Set<Long> acknowledged = events.stream()
                .filter(event -> event.act() == Act.PUT && event.done() && event.ended() < complete.began())
                .map(Event::chunk)
                .collect(Collectors.toSet());
        return acknowledged.equals(put);
    }

    private void checkStuck(List<Event> events, Event complete, long deletionBegan, long over) {
        if (complete == null) {
            return;
        }
        List<Event> reads = events.stream()
                .filter(event -> event.act() == Act.READ
                        && event.began() > complete.ended()
                        && event.ended() < deletionBegan
                        && event.ended() < over - APART)
                .toList();
        if (!reads.isEmpty()
                && !reads.get(reads.size() - 1).done()
                && reads.stream().noneMatch(Event::done)) {
            add(Rule.STUCK, reads.get(reads.size() - 1));
        }
    }

    private static Event first(List<Event> events, Act act) {
        return events.stream()
                .filter(event -> event.act() == act && event.done())
                .findFirst()
                .orElse(null);
    }

    private static long plus(long time, long length) {
        return time > Long.MAX_VALUE - length ? Long.MAX_VALUE : time + length;
    }

    private void add(Rule rule, Event event) {
        if (rules.contains(rule)) {
            found.add(new Violation(rule, event.toString()));
        }
    }
}
