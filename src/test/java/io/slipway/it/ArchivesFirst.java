package io.slipway.it;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes the archives of classes before the first integration test of a JVM, so that also brokers that are started without a node have
 * theirs (JUnit finds it by itself, see {@code META-INF/services}). Where there is no jar, as with unit tests, it does nothing.
 */
public final class ArchivesFirst implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        if (System.getProperty("slipway.jar") != null) {
            ClassArchives.prepare();
        }
    }
}
