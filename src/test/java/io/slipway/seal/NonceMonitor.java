package io.slipway.seal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Watches every sealing of every test in this JVM (JUnit finds it by itself, see {@code META-INF/services}). Two different
 * messages under one key and nonce break AES-GCM altogether: the second one is refused on the spot, and the test fails even
 * if somebody caught that.
 *
 * <p>The same message again under the same key and nonce says nothing new; only a test that seals with salts of its own
 * does that, so it is counted and left to the test to judge.
 */
public final class NonceMonitor implements BeforeEachCallback, AfterEachCallback, Gcm.Observer {
    private static final NonceMonitor INSTANCE = new NonceMonitor();

    private final Map<ByteBuffer, ByteBuffer> seen = new ConcurrentHashMap<>();
    private final AtomicLong repeats = new AtomicLong();
    private final AtomicLong clashes = new AtomicLong();

    static NonceMonitor current() {
        return INSTANCE;
    }

    /** How many pairs of key and nonce the test has sealed with. */
    long pairs() {
        return seen.size();
    }

    /** How often a pair came again with the same message. */
    long repeats() {
        return repeats.get();
    }

    /** How often a pair came again with another message; then begins to count anew. */
    long takeClashes() {
        return clashes.getAndSet(0);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        INSTANCE.seen.clear();
        INSTANCE.repeats.set(0);
        INSTANCE.clashes.set(0);
        Gcm.observe(INSTANCE);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        long count = INSTANCE.takeClashes();
        if (count > 0) {
            throw new AssertionError(count + " times two messages under one key and nonce");
        }
    }

    @Override
    public void sealing(byte[] key, byte[] nonce, byte[] aad, byte[] plaintext, int offset, int length) {
        ByteBuffer pair = ByteBuffer.wrap(Digests.sha256Raw(key, nonce));
        byte[] content = Arrays.copyOfRange(plaintext, offset, offset + length);
        ByteBuffer message = ByteBuffer.wrap(Digests.sha256Raw(Bytes.u64(aad.length), aad, content));
        ByteBuffer before = seen.putIfAbsent(pair, message);
        if (before == null) {
            return;
        }
        if (before.equals(message)) {
            repeats.incrementAndGet();
        } else {
            clashes.incrementAndGet();
            throw new AssertionError("two messages under one key and nonce");
        }
    }
}
