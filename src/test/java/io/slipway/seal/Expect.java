package io.slipway.seal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts the stable code of a refusal. */
final class Expect {
    private Expect() {}

    static void error(SealError error, ThrowingCallable action) {
        assertThatThrownBy(action)
                .asInstanceOf(InstanceOfAssertFactories.type(SealException.class))
                .extracting(SealException::error)
                .isEqualTo(error);
    }
}
