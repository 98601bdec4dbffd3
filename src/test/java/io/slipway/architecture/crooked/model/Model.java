package io.slipway.architecture.crooked.model;

import org.slf4j.Logger;

public final class Model {
    private Model() {}

    public record Value(String text) {}

    static final class Worldly {
        Logger log;
    }
}
