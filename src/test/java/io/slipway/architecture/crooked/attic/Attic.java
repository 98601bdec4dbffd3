package io.slipway.architecture.crooked.attic;

final class Attic {
    private Attic() {}

    static final class Homeless {}
}
