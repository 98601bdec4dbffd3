package io.slipway.architecture.crooked.model;

/** The one that may. */
interface Clock {
    Clock SYSTEM = System::currentTimeMillis;

    long millis();
}
