package io.slipway.cli.chaos;

import java.util.Set;

/** One kind of damage. */
interface Drill {
    /** What it is called on the command line. */
    String name();

    /**
     * Has clients work and does its damage, until the time of the arena is over. It ends with nothing broken any more, and with
     * every file asked for once more that should be there.
     */
    void run(Arena arena) throws Exception;

    /** What must hold all the time. */
    default Set<Checker.Rule> rules() {
        return Set.of(Checker.Rule.values());
    }
}
