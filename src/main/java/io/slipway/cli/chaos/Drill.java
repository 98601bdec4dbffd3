package io.slipway.cli.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** One kind of damage. */
interface Drill {
    /** What it is called on the command line. */
    String name();

    /**
     * Makes a folder fit for a cluster that is to be damaged.
     *
     * @param data empty
     * @return what its nodes are told besides
     */
    default Map<String, String> prepare(Path data) throws IOException, InterruptedException {
        return Map.of();
    }

    /** Takes back what {@link #prepare} did to the folder; nothing runs in it any more. */
    default void leave(Path data) throws IOException, InterruptedException {}

    /**
     * Has clients work and does its damage, until the time of the arena is over. It ends with nothing broken any more, and with
     * every file asked for once more that should be there.
     */
    void run(Arena arena) throws Exception;

    /** With how many nodes it can be done. @param full at the size that is promised */
    default int leastNodes(boolean full) {
        return 2;
    }

    /** What must hold all the time. */
    default Set<Checker.Rule> rules() {
        return Set.of(Checker.Rule.values());
    }
}
