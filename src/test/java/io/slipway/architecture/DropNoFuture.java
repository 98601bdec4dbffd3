package io.slipway.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@link DroppedFutures} as a condition on classes. */
final class DropNoFuture extends ArchCondition<JavaClass> {
    DropNoFuture() {
        super("drop no future");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        try (InputStream file = type.getSource().orElseThrow().getUri().toURL().openStream()) {
            DroppedFutures.in(file).forEach(line -> events.add(SimpleConditionEvent.violated(type, line)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
