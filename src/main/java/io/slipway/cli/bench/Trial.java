package io.slipway.cli.bench;

import java.util.Locale;

/** What is measured, each by a class of its own. The order is that of a whole run: the node of the others isn't up at first. */
enum Trial {
    START(Start::run),
    UPLOAD(Upload::run),
    COLD(Download::cold),
    HOT(Download::hot),
    SINGLE(SingleChunks::run),
    RANGES(Ranges::run),
    SMALL(SmallFiles::run),
    CHANGES(Changes::run),
    RELAY(Relay::run),
    SOCKETS(Sockets::run);

    private final Measured measured;

    Trial(Measured measured) {
        this.measured = measured;
    }

    private interface Measured {
        Report.Findings on(Site site) throws Exception;
    }

    /** As it is called on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Measures it. Fails if a byte is wrong. */
    Report.Findings on(Site site) throws Exception {
        return measured.on(site);
    }
}
